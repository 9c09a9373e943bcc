"""F: text. Kept exactly as it was written, or refused; never understood as anything else."""

import json

import pytest

from tests.e2e.waiting import eventually
from tests.security import texts
from tests.security.texts import BLANK, KEPT, LIMITS, NO_TEXT, NORMALISED, REFUSED, REFUSED_ESCAPES

PLACES = {"post": ("posts/", "text"), "profile": ("users/me/", "bio")}


def write(person, path: str, field: str, text) -> object:
    """Write one field of a new post or comment, or of the person's own profile."""
    body = {"text": "Words.", field: text} if path.startswith("posts/") else {field: text}
    return person.request("PATCH" if path == "users/me/" else "POST", path, json=body)


@pytest.mark.parametrize("case", KEPT)
@pytest.mark.parametrize("place", PLACES)
def test_it_is_kept_as_written(place, case, attacker, victim):
    path, field = PLACES[place]
    text = KEPT[case] if place == "post" else KEPT[case][:500]

    written = write(attacker, path, field, text)

    assert written.json()[field] == text
    address = f"posts/{written.json()['id']}/" if place == "post" else f"users/{attacker.id}/"
    shown = victim.get(address)
    assert shown.json()[field] == text
    assert shown.headers["Content-Type"] == "application/json; charset=utf-8"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("case", NORMALISED)
def test_it_has_one_form(case, attacker):
    sent, kept = NORMALISED[case]

    assert attacker.writes(sent)["text"] == kept


@pytest.mark.parametrize("case", BLANK)
def test_what_shows_nothing_is_no_post(case, attacker):
    assert write(attacker, "posts/", "text", BLANK[case]).status_code == 400


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("place", PLACES)
def test_control_characters_are_refused(place, case, attacker):
    path, field = PLACES[place]

    assert write(attacker, path, field, REFUSED[case]).status_code == 400


@pytest.mark.parametrize("case", REFUSED_ESCAPES)
@pytest.mark.parametrize("place", PLACES)
def test_what_is_no_text_is_refused(place, case, attacker):
    path, field = PLACES[place]
    body = f'{{"{field}": "{REFUSED_ESCAPES[case]}"}}'.encode()
    method = "PATCH" if place == "profile" else "POST"

    answer = attacker.request(method, path, content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 400


@pytest.mark.parametrize("letter", ["a", "é", "\U0001f418"], ids=["ascii", "two-bytes", "four-bytes"])
@pytest.mark.parametrize(("path", "field", "limit"), LIMITS, ids=[f"F02-{path}{field}" for path, field, _ in LIMITS])
def test_it_is_bounded(path, field, limit, letter, attacker):
    address = path.replace("{post}", attacker.writes()["id"]) if "{post}" in path else path
    lengths = (limit - 1, limit, limit + 1, 10 * limit)

    statuses = [write(attacker, address, field, letter * length).status_code for length in lengths]

    good = 200 if path == "users/me/" else 201
    assert statuses[:2] == [good, good]
    assert statuses[2] == 400
    assert statuses[3] in (400, 413)


@pytest.mark.parametrize("value", NO_TEXT, ids=lambda value: f"F04-{json.dumps(value)}")
@pytest.mark.parametrize("place", PLACES)
def test_only_text_is_text(place, value, attacker):
    path, field = PLACES[place]

    assert write(attacker, path, field, value).status_code == 400


@pytest.mark.parametrize(
    "number", ["1e400", "NaN", "Infinity", "-Infinity", "9" * 5000, "-1e999", "01", "+1", "0x1", ".5"]
)
def test_F04_invalid_numbers_are_refused(number, attacker):
    body = f'{{"text": "x", "title": {number}}}'.encode()

    answer = attacker.request("POST", "posts/", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 400


@pytest.mark.parametrize("link", texts.LINKS, ids=lambda link: f"F13-{link[:30]!a}")
def test_an_invalid_link_is_refused(link, attacker):
    assert attacker.change("users/me/", {"website": link}).status_code == 400
    assert attacker.get("users/me/").json()["website"] == ""


@pytest.mark.parametrize("case", texts.EXPENSIVE)
@pytest.mark.parametrize("path", ["posts/", "users/me/"])
def test_it_takes_little_processor_time(path, case, attacker, cpu):
    field = "text" if path == "posts/" else "bio"
    program = "posts-web" if path == "posts/" else "profiles-web"

    def ask() -> None:
        assert write(attacker, path, field, texts.EXPENSIVE[case]).status_code in (201, 400, 413)

    assert cpu.ms_of(program, ask, times=3) <= 50


def test_F28_a_post_has_a_bounded_number_of_tags_and_mentions(attacker, newcomer):
    named = newcomer("named")
    named.writes()  # so that the posts service knows the account before it is mentioned
    many = " ".join(f"#t{number} @quay{number}" for number in range(250))

    post = attacker.writes(f"@{named.username} {many}")

    assert len(post["hashtags"]) == 30
    assert [each["id"] for each in post["mentions"]] == [named.id]


def test_F28_at_most_fifty_are_notified_of_a_post(attacker, newcomer):
    named = newcomer("named")
    named.writes()
    others = " ".join(f"@quay{number}" for number in range(50))

    last = attacker.writes(f"{others} @{named.username}")
    first = attacker.writes(f"@{named.username} {others}")

    assert [last["mentions"], [each["id"] for each in first["mentions"]]] == [[], [named.id]]
    eventually(lambda: [each["target"]["id"] for each in named.results("notifications/")] == [first["id"]])
