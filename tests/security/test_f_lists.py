"""F: lists and keys. Bounded pages, cursors that open one list for one reader, keys that belong to one account."""

import base64
import secrets
from uuid import uuid4

import pytest

from tests.e2e.client import Person
from tests.e2e.waiting import eventually
from tests.security.answers import check

LISTS = [
    "posts/",
    "posts/?author=me",
    "feed/",
    "users/",
    "users/?q=a",
    "notifications/",
    "auth/sessions/",
    "users/{id}/posts/",
]
LISTS += ["users/{id}/followers/", "users/{id}/following/", "posts/{post}/comments/", "posts/{post}/likes/"]
LISTS += ["posts/{post}/shares/", "posts/{post}/history/", "bookmarks/", "trends/", "users/{id}/posts/?pinned=true"]
BAD_LIMITS = [
    "0",
    "-1",
    "101",
    "1e9",
    "1000000000",
    "abc",
    "1.5",
    "",
    "%00",
    "%2B5",
    "0x10",
    "\uff11",
    "true",
    "null",
    "9" * 400,
]
BAD_CURSORS = [
    "x",
    "",
    "%00",
    "%FF%FE",
    "A" * 3000,
    "..%2F..%2Fetc",
    "bnVsbA",
    "eyJpZCI6MX0",
    "'%20OR%201=1--",
    "0",
    "-1",
    "null",
]


@pytest.fixture(scope="module")
def post(attacker, victim) -> dict:
    """Fill the attacker's lists with more than a page of one."""
    made = [attacker.writes() for _ in range(3)]
    victim.writes()
    attacker.follows(victim)
    victim.follows(attacker)
    for number in range(3):
        attacker.comments(made[0]["id"], f"{number}")
    eventually(lambda: len(attacker.ids("feed/")) == 4)
    return made[0]


def path_of(path: str, person: Person, post: dict) -> str:
    """Return an address that a query can be added to."""
    return path.replace("{id}", person.id).replace("{post}", post["id"]) + ("&" if "?" in path else "?")


@pytest.mark.parametrize("limit", BAD_LIMITS, ids=lambda limit: f"F07-{limit[:12]}")
@pytest.mark.parametrize("path", LISTS)
def test_a_page_is_bounded(path, limit, attacker, post):
    assert attacker.get(f"{path_of(path, attacker, post)}limit={limit}").status_code == 400


@pytest.mark.parametrize(
    "query", ["page=1000000000000000000", "offset=1000000000", "page=-1", "start=x"], ids=lambda q: f"F07-{q}"
)
def test_there_are_no_offsets(query, attacker, post):
    answer = attacker.get(f"posts/?author=me&{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")


@pytest.mark.parametrize("cursor", BAD_CURSORS, ids=lambda cursor: f"F08-{cursor[:12]}")
@pytest.mark.parametrize("path", LISTS)
def test_an_invalid_cursor_is_refused(path, cursor, attacker, post):
    assert attacker.get(f"{path_of(path, attacker, post)}cursor={cursor}").status_code == 400


def cursor_of(person: Person, path: str) -> str:
    following = person.get(f"{path}limit=1").json()["next"]
    return following.rpartition("cursor=")[2]


def test_F08_a_cursor_is_for_one_reader_and_one_list(attacker, victim, http, post):
    path = f"users/{attacker.id}/posts/?"
    cursor = cursor_of(attacker, path)

    assert attacker.get(f"{path}limit=1&cursor={cursor}").status_code == 200
    for answer in (
        victim.get(f"{path}cursor={cursor}"),
        http.get(f"/api/v1/{path}cursor={cursor}"),
        attacker.get(f"users/{victim.id}/posts/?cursor={cursor}"),
        attacker.get(f"posts/?cursor={cursor}"),
        attacker.get(f"posts/?author=me&cursor={cursor}"),
        attacker.get(f"feed/?cursor={cursor}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


def test_F08_every_bit_of_a_cursor_counts(attacker, post):
    path = "posts/?author=me&"
    cursor = cursor_of(attacker, path)
    raw = bytearray(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))

    for place in range(len(raw)):
        other = bytes([*raw[:place], raw[place] ^ 1, *raw[place + 1 :]])
        spelt = base64.urlsafe_b64encode(other).rstrip(b"=").decode()
        assert attacker.get(f"{path}cursor={spelt}").status_code == 400


def test_F08_a_page_of_hidden_posts_does_not_end_the_list(attacker, newcomer):
    author = newcomer("author")
    shown = [author.writes("1")["id"]]
    for _ in range(30):
        author.writes("hidden", visibility="private")
    shown.append(author.writes("2")["id"])

    first = attacker.get(f"users/{author.id}/posts/?limit=1").json()
    assert [each["id"] for each in first["results"]] == shown[1:]
    cursor = first["next"].rpartition("cursor=")[2]
    assert attacker.ids(f"users/{author.id}/posts/?limit=1&cursor={cursor}") == shown[:1]


@pytest.mark.parametrize("count", [101, 200, 1000], ids=lambda count: f"F09-{count}")
def test_a_batch_is_bounded(count, attacker):
    answer = attacker.get("users/?ids=" + ",".join([attacker.id] * count))

    assert answer.status_code in (400, 414)


def test_F09_a_batch_of_a_hundred_thousand(raw_client, attacker):
    target = "/api/v1/users/?ids=" + ",".join([attacker.id] * 100_000)

    answer = raw_client.ask(raw_client.request("GET", target))

    assert answer is None or check(answer).status_code in (400, 414)


def test_F09_a_batch_of_a_hundred_is_answered(attacker):
    eventually(lambda: attacker.get(f"users/{attacker.id}/").status_code == 200)

    assert attacker.ids("users/?ids=" + ",".join([attacker.id] * 100)) == [attacker.id]


BAD_KEYS = ["", "k" * 256, "k" * 3000, "a b", "tab\there", "é"]


@pytest.mark.parametrize("key", BAD_KEYS, ids=lambda key: f"F25-{key[:8]!a}")
def test_an_invalid_idempotency_key_is_refused(key, raw_client, attacker):
    lines = [
        f"Authorization: Bearer {attacker.tokens['access']}",
        "Content-Type: application/json",
        f"Idempotency-Key: {key}",
    ]

    answer = raw_client.ask(raw_client.request("POST", "/api/v1/posts/", *lines, body=b'{"text": "x"}'))

    # An empty header is none: the gateway leaves it out.
    assert answer is not None
    assert answer.status_code == (201 if key == "" else 400)


def test_F25_a_key_is_for_one_account_one_body_and_one_address(attacker, victim):
    headers = {"Idempotency-Key": secrets.token_urlsafe(16)}
    first = attacker.post("posts/", {"text": "Once.", "visibility": "private"}, headers=headers)

    theirs = victim.post("posts/", {"text": "Once.", "visibility": "private"}, headers=headers)
    other = attacker.post("posts/", {"text": "Twice."}, headers=headers)
    again = attacker.post("posts/", {"text": "Once.", "visibility": "private"}, headers=headers)

    assert first.status_code == theirs.status_code == 201
    assert theirs.json()["author"]["id"] == victim.id
    assert theirs.json()["id"] != first.json()["id"]
    assert other.status_code == 422
    assert (again.status_code, again.content) == (201, first.content)


def test_F25_a_repeated_key_gives_no_tokens_of_another_account(http):
    name = secrets.token_hex(6)
    headers = {"Idempotency-Key": str(uuid4())}
    body = {
        "username": f"x{name}",
        "email": f"{name}@example.org",
        "password": "a lantern",
        "password_confirm": "a lantern",
    }
    assert http.post("/api/v1/auth/register/", json=body, headers=headers).status_code == 201

    guess = body | {"password": "a candle!", "password_confirm": "a candle!"}
    answer = http.post("/api/v1/auth/register/", json=guess, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert name not in answer.text
    assert "access" not in answer.text
