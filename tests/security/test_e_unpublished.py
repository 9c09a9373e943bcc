"""E01, C04, C05: what nobody may set of drafts, scheduled posts, media and comments, and whose things they may name."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.e2e.client import Person
from tests.e2e.test_pictures import png
from tests.security.answers import same
from tests.security.wishes import WISHES, documented, unchanged, wishes

SHAPES = {kind: documented(kind) for kind in ("Comment", "Draft", "ScheduledPost", "Medium")}
WORDS = {"Medium": "alt"}
"""The field that changes; otherwise the text."""


def tomorrow() -> str:
    return (datetime.now(UTC) + timedelta(days=1)).isoformat()


def medium_of(person: Person) -> str:
    answer = person.request("POST", "media/", files={"file": ("a.png", png(9, side=8), "image/png")})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def scheduled_by(person: Person) -> str:
    return f"scheduled-posts/{person.writes(publish_at=tomorrow())['id']}/"


def draft_of(person: Person, **fields: Any) -> str:
    made = person.post("drafts/", {"text": "Later.", **fields})
    assert made.status_code == 201, made.text
    return f"drafts/{made.json()['id']}/"


MADE: dict[str, Callable[[Person], str]] = {
    "Comment": lambda person: f"comments/{person.comments(person.writes()['id'])['id']}/",
    "Draft": draft_of,
    "ScheduledPost": scheduled_by,
    "Medium": lambda person: f"media/{medium_of(person)}/",
}


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("kind", MADE, ids=lambda kind: f"E01-{kind}")
class TestWishes:
    """All properties that nobody may set."""

    def test_those_that_it_has_are_ignored(self, kind, method, attacker, victim):
        address, word = MADE[kind](attacker), WORDS.get(kind, "text")
        before = attacker.get(address).json()
        wish = wishes(victim, [name for name in WISHES if name in SHAPES[kind]])

        answer = attacker.request(method, address, json={word: "After.", **wish})

        assert answer.status_code == 200, answer.text
        after = attacker.get(address).json()
        unchanged(before, after, but={word, "edited_at"})
        assert after[word] == "After."
        assert after.get("edited_at") != WISHES["edited_at"]

    def test_all_others_are_refused(self, kind, method, attacker, victim):
        address, word = MADE[kind](attacker), WORDS.get(kind, "text")
        before = attacker.get(address).json()

        for name in (name for name in WISHES if name not in SHAPES[kind]):
            answer = attacker.request(method, address, json={word: "After.", **wishes(victim, [name])})
            assert answer.status_code == 400
            assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [(name, "unknown")]

        assert attacker.get(address).json() == before


FOREIGN: dict[str, Callable[[Person], Any]] = {
    "media": lambda person: [medium_of(person)],
    "quote_of": lambda person: person.writes(visibility="private")["id"],
    "group": lambda person: person.post("groups/", {"name": "Of one", "visibility": "private"}).json()["id"],
}
"""What the victim alone has, by the field that names it."""


@pytest.fixture(params=FOREIGN, ids=lambda field: f"C05-{field}")
def foreign(request, victim) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a field with something of the victim's, and the same with what nobody has."""
    own = FOREIGN[request.param](victim)
    return {request.param: own}, {request.param: [str(uuid4())] if isinstance(own, list) else str(uuid4())}


def test_C04_a_scheduled_post_takes_nothing_of_others(foreign, newcomer):
    mallory = newcomer("mallory")
    address = scheduled_by(mallory)
    before = mallory.results("scheduled-posts/")
    new = [mallory.post("posts/", {"text": "Later.", "publish_at": tomorrow(), **field}) for field in foreign]
    changed = [mallory.change(address, field) for field in foreign]

    for hidden, missing in (new, changed):
        same(hidden, missing)
        assert hidden.status_code == 400
    assert mallory.results("scheduled-posts/") == before
    assert mallory.results("posts/?author=me") == []


def test_C04_a_draft_with_something_of_others_is_not_published(foreign, newcomer, victim):
    mallory = newcomer("mallory")
    drafts = [draft_of(mallory, **field) for field in foreign]
    kept = mallory.results("drafts/")

    hidden, missing = (mallory.post(f"{draft}publish/") for draft in drafts)

    same(hidden, missing)
    assert hidden.status_code == 400
    assert mallory.results("drafts/") == kept
    assert mallory.results("posts/?author=me") == []
    for name, value in foreign[0].items():
        if name == "media":
            assert mallory.get(f"media/{value[0]}/").status_code == 404
            assert victim.get(f"media/{value[0]}/").status_code == 200


OF_OTHERS = [(kind, method) for kind in ("drafts", "scheduled-posts") for method in ("PUT", "PATCH", "DELETE")]
OF_OTHERS.append(("drafts", "POST"))


@pytest.mark.parametrize(("kind", "method"), OF_OTHERS, ids=lambda part: f"C04-{part}")
def test_what_others_write_is_not_found_and_does_not_change(kind, method, attacker, victim):
    address = draft_of(victim) if kind == "drafts" else scheduled_by(victim)
    action, body = ("", {"text": "Mine."}) if method in ("PUT", "PATCH") else ("publish/" * (method == "POST"), None)
    before = victim.get(address).json()

    hidden, missing = (
        attacker.request(method, f"{each}{action}", json=body) for each in (address, f"{kind}/{uuid4()}/")
    )

    same(hidden, missing)
    assert hidden.status_code == 404
    assert victim.get(address).json() == before
