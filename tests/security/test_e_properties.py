"""E: what nobody may set, and what nobody may see of others."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.e2e.client import PASSWORD, Person, name_like, register
from tests.e2e.waiting import eventually
from tests.security.answers import same
from tests.security.database import rows
from tests.security.wishes import WISHES, documented, unchanged, wishes


@pytest.fixture(scope="module")
def silent_attacker(newcomer) -> Person:
    """An attacker who writes and follows nothing, so that no event changes the counts of the profile meanwhile."""
    return newcomer("mallory")


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("name", WISHES, ids=lambda name: f"E01-{name}")
class TestWishes:
    """Each property, on everything that can be written."""

    def test_post(self, name, method, attacker, victim):
        post = attacker.writes("Before.")
        wish = wishes(victim, [name])

        answer = attacker.request(method, f"posts/{post['id']}/", json={"text": "After.", **wish})

        after = attacker.get(f"posts/{post['id']}/").json()
        unchanged(post, after, but={"text", "edited_at"} if name in POST else set())
        assert after["edited_at"] != WISHES["edited_at"]
        assert_ignored_or_refused(answer, name, POST)

    def test_profile(self, name, method, silent_attacker, victim):
        before = silent_attacker.get("users/me/").json()
        wish = wishes(victim, [name])

        answer = silent_attacker.request(method, "users/me/", json={"bio": uuid4().hex, **wish})

        unchanged(before, silent_attacker.get("users/me/").json(), but={"bio"} if name in PROFILE else set())
        assert_ignored_or_refused(answer, name, PROFILE)


def assert_ignored_or_refused(answer: httpx.Response, name: str, shape: set[str]) -> None:
    """Check that what the resource has was ignored, and that anything else was refused."""
    if name in shape:
        assert answer.status_code == 200, answer.text
    else:
        assert answer.status_code == 400
        assert [(fault["field"], fault["code"]) for fault in answer.json()["errors"]] == [(name, "unknown")]


@pytest.mark.parametrize("form", ["flat", "nested", "in-a-list", "twice-nested"], ids=lambda form: f"E01-E02-{form}")
@pytest.mark.parametrize("path", ["posts/", "posts/{post}/comments/"])
def test_an_object_created_with_every_forbidden_property_at_once(path, form, attacker, victim):
    post = attacker.writes()
    wish = wishes(victim, list(WISHES))
    shape = POST if path == "posts/" else COMMENT
    forms: dict[str, Any] = {
        "flat": {name: value for name, value in wish.items() if name in shape},
        "nested": {"author": wish},
        "in-a-list": {"author": [wish], "id": [wish["id"]]},
        "twice-nested": {"author": {"author": wish, "account": {"user": wish}}},
    }

    made = attacker.post(path.replace("{post}", post["id"]), {"text": "Mine.", **forms[form]})

    assert made.status_code == 201, made.text
    shown = made.json()
    assert shown["author"]["id"] == attacker.id
    assert shown["id"] != WISHES["id"]
    assert shown["created_at"] > "2020"
    assert {shown.get(name, 0) for name in ("likes_count", "comments_count", "replies_count")} == {0}


def test_E02_a_multipart_body_sets_nothing(attacker):
    post = attacker.writes()

    answer = attacker.request("PATCH", f"posts/{post['id']}/", files={"text": (None, "x"), "likes_count": (None, "9")})

    assert answer.status_code == 200
    shown = attacker.get(f"posts/{post['id']}/").json()
    assert shown == post | {"text": "x", "edited_at": shown["edited_at"]}


def test_E05_only_the_author_chooses_the_audience(attacker, victim):
    post = victim.writes(visibility="private")

    for method in ("PATCH", "PUT"):
        body = {"text": "x", "visibility": "public", "author": attacker.id}
        hidden, missing = (attacker.request(method, f"posts/{each}/", json=body) for each in (post["id"], uuid4()))
        same(hidden, missing)
        assert hidden.status_code == 404
    assert victim.get(f"posts/{post['id']}/").json() == post


def test_E06_registering_gives_no_roles(http, handle, victim):
    refused = register(http, **wishes(victim, ["role", "is_staff", "is_superuser", "status"]))
    answer = register(http, **wishes(victim, ["id", "roles", "email_verified", "created_at"]))

    shown = answer.json()["user"]
    assert (refused.status_code, answer.status_code) == (400, 201)
    assert (shown["roles"], shown["email_verified"]) == (["user"], False)
    assert shown["id"] != WISHES["id"]
    stored = rows(handle, "auth", "SELECT roles, email_verified FROM account WHERE id = %s", [shown["id"]])
    assert stored == [(["user"], False)]


FILTERS = [
    "ordering=password", "ordering=-email", "order_by=random()", "sort=author__password", "author__password=p",
    "password=x", "email__contains=%40", "username__regex=%5E%28a%2B%29%2B%24", "id__in=1,2", "__class__=x",
    "_connector=OR%201%3D1", "_negated=1", "visibility=private", "deleted_at__isnull=false", "q=%25", "search=%25",
    "fields=id,author.email", "include=author.password", "expand=user.password", "embed=sessions", "format=xml",
    "ordering=id&ordering=-id", "offset=1", "page=2", "page_size=1000",
]  # fmt: skip


UNDEFINED = [
    (path, query)
    for path in ("posts/", "users/", "notifications/", "auth/sessions/")
    for query in FILTERS
    if (path, query) not in (("users/", "q=%25"), ("posts/", "q=%25"))  # these two search
]


@pytest.mark.parametrize(("path", "query"), UNDEFINED, ids=lambda part: f"E04-E07-{part}")
def test_only_the_parameters_that_exist_count(path, query, attacker):
    answer = attacker.get(f"{path}?{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")


def test_E07_a_percent_sign_finds_no_posts(attacker):
    attacker.writes("100 % of the tide")

    assert attacker.results("posts/?q=%25") == []


@pytest.mark.parametrize("path", ["auth/admin/", "admin/", "statistics/", "auth/admin/users/", "moderation/"])
def test_E08_staff_has_no_other_routes(path, http, attacker):
    for answer in (http.get(f"/api/v1/{path}"), attacker.get(path), attacker.post(path, {})):
        assert answer.status_code == 404


def test_E10_nobody_follows_themselves(attacker):
    eventually(lambda: attacker.get(f"users/{attacker.id}/followers/").status_code == 200)

    for method in ("PUT", "POST"):
        assert attacker.request(method, f"users/{attacker.id}/follow/").status_code == 422

    assert attacker.ids(f"users/{attacker.id}/followers/") == []
    assert attacker.ids(f"users/{attacker.id}/following/") == []


AUTHOR, PROFILE, POST, COMMENT = map(documented, ("Author", "Profile", "Post", "Comment"))
FEED_POST = documented("FeedPost")
PERSON = documented("Person")
USER, TOKENS, SESSION, NOTIFICATION = map(documented, ("Account", "Tokens", "Session", "Notification"))
SHOWN: dict[str, set[str]] = {
    "users/": PROFILE,
    "users/?q={name}": PROFILE,
    "users/{victim}/": PROFILE,
    "users/@{name}/": PROFILE,
    "users/me/": PROFILE | {"birth_date", "hides_connections", "shows_online_status"},
    "users/{victim}/followers/": PERSON,
    "users/{victim}/following/": PERSON,
    "users/{victim}/posts/": POST,
    "posts/": POST,
    "posts/{post}/": POST,
    "posts/{post}/comments/": COMMENT,
    "posts/{post}/likes/": AUTHOR,
    "posts/{post}/shares/": AUTHOR,
    "comments/{comment}/": COMMENT,
    "comments/{comment}/replies/": COMMENT,
    "comments/{comment}/likes/": AUTHOR,
    "feed/": FEED_POST,
    "notifications/": NOTIFICATION,
    "notifications/unread-count/": {"unread"},
    "auth/me/": USER,
    "auth/sessions/": SESSION,
}
INNER = {
    "author": AUTHOR,
    "senders": AUTHOR,
    "target": documented("Target"),
    "relationship": documented("Relationship"),
}


@pytest.fixture(scope="module")
def world(attacker, victim) -> dict[str, str]:
    """Make something to see on every route."""
    victim.follows(attacker)
    attacker.follows(victim)
    post, own = victim.writes(), attacker.writes()
    comment = victim.comments(post["id"])
    attacker.comments(post["id"], reply_to=comment["id"])
    for reader in (victim, attacker):
        reader.put(f"posts/{post['id']}/like/")
        reader.put(f"comments/{comment['id']}/like/")
        reader.put(f"posts/{post['id']}/share/")
    victim.put(f"posts/{own['id']}/like/")
    eventually(lambda: bool(attacker.results("notifications/")))
    return {"{victim}": victim.id, "{name}": victim.username, "{post}": post["id"], "{comment}": comment["id"]}


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: f"E03-{path}")
def test_others_see_the_agreed_fields_and_no_more(path, attacker, victim, world):
    address = path
    for name, text in world.items():
        address = address.replace(name, text)

    shown = attacker.get(address)

    items = shown.json()["results"] if "results" in shown.json() else [shown.json()]
    assert items
    for item in items:
        assert set(item) == SHOWN[path]
        for name in set(item) & set(INNER):
            for inner in item[name] if isinstance(item[name], list) else [item[name] or {}]:
                assert set(inner) in (INNER[name], set())
    assert victim.email not in shown.text
    if not path.startswith("auth/"):
        assert "@example.org" not in shown.text


def test_E03_registering_and_logging_in_answer_the_agreed_fields(http):
    name = name_like("shown")
    for answer in (
        register(http, username=name),
        http.post("/api/v1/auth/login/", json={"login": name, "password": PASSWORD}),
    ):
        assert set(answer.json()) == TOKENS | {"user"}
        assert set(answer.json()["user"]) == USER
        assert answer.json()["user"]["email"] == f"{name}@example.org"
    refreshed = http.post("/api/v1/auth/refresh/", json={"refresh": answer.json()["refresh"]})
    assert set(refreshed.json()) == TOKENS
