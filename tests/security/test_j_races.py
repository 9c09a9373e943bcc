"""J: many at once. The database decides, once; counts are what there is to count."""

import secrets

import httpx
import pytest

from runtime.thoroughness import rounds
from tests.e2e.client import PASSWORD, Person, name_like
from tests.e2e.test_pictures import png
from tests.e2e.waiting import eventually
from tests.security.database import value

ROUNDS = range(rounds(5, 20))
by_few_rounds = pytest.mark.parametrize("number", range(rounds(1, 20)), ids=lambda number: f"round-{number}")
by_round = pytest.mark.parametrize("number", ROUNDS, ids=lambda number: f"round-{number}")


def bearer(person: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {person.tokens['access']}"}


def statuses(answers: list[httpx.Response]) -> set[int]:
    return {answer.status_code for answer in answers}


@by_round
def test_J01_likes_and_unlikes(number, parallel, handle, attacker, victim):
    post = victim.writes()["id"]

    def act(client: httpx.Client, index: int) -> httpx.Response:
        method = "DELETE" if index % 3 == 2 else "PUT"
        return client.request(method, f"/api/v1/posts/{post}/like/", headers=bearer(attacker))

    assert statuses(parallel.at_once(act)) <= {200, 503}

    rows = value(handle, "posts", "SELECT count(*) FROM posts_like WHERE post_id = %s", [post])
    shown = attacker.get(f"posts/{post}/").json()
    assert rows == 1
    assert shown["likes_count"] == len(attacker.ids(f"posts/{post}/likes/")) == int(shown["liked"])
    shown_to_author = lambda: [n for n in victim.results("notifications/?limit=100") if n["target"]["id"] == post]  # noqa: E731
    eventually(lambda: [each["senders_count"] for each in shown_to_author()] == [1] * int(shown["liked"]))


@by_round
def test_J01_likes_and_unlikes_of_a_comment(number, parallel, handle, attacker, victim):
    comment = victim.comments(victim.writes()["id"])["id"]

    def act(client: httpx.Client, index: int) -> httpx.Response:
        method = "DELETE" if index % 3 == 2 else "PUT"
        return client.request(method, f"/api/v1/comments/{comment}/like/", headers=bearer(attacker))

    assert statuses(parallel.at_once(act)) <= {200, 503}

    rows = value(handle, "posts", "SELECT count(*) FROM posts_commentlike WHERE comment_id = %s", [comment])
    shown = attacker.get(f"comments/{comment}/").json()
    assert rows == 1
    assert shown["likes_count"] == len(attacker.ids(f"comments/{comment}/likes/")) == int(shown["liked"])


@by_few_rounds
@pytest.mark.parametrize("mark", ["share", "bookmark"])
def test_J01_shares_and_bookmarks_and_their_ends(mark, number, parallel, handle, attacker, victim):
    post = victim.writes()["id"]

    def act(client: httpx.Client, index: int) -> httpx.Response:
        method = "DELETE" if index % 3 == 2 else "PUT"
        return client.request(method, f"/api/v1/posts/{post}/{mark}/", headers=bearer(attacker))

    assert statuses(parallel.at_once(act)) <= {200, 503}

    rows = value(handle, "posts", f"SELECT count(*) FROM posts_{mark} WHERE post_id = %s", [post])
    is_set = attacker.get(f"posts/{post}/").json()["shared" if mark == "share" else "bookmarked"]
    assert rows == 1
    assert victim.get(f"posts/{post}/").json()[f"{mark}s_count"] == int(is_set)
    if mark == "share":
        assert victim.ids(f"posts/{post}/shares/") == [attacker.id] * is_set
        shown = lambda: [n for n in victim.results("notifications/?type=share&limit=100") if n["target"]["id"] == post]  # noqa: E731
        eventually(lambda: [each["senders_count"] for each in shown()] == [1] * is_set)


@by_round
def test_J02_follows_and_unfollows(number, parallel, handle, newcomer):
    fan, idol = newcomer("fan"), newcomer("idol")
    eventually(lambda: fan.get(f"users/{idol.id}/followers/").status_code == 200)

    def act(client: httpx.Client, index: int) -> httpx.Response:
        method = "DELETE" if index % 3 == 2 else "PUT"
        return client.request(method, f"/api/v1/users/{idol.id}/follow/", headers=bearer(fan))

    assert statuses(parallel.at_once(act)) <= {200, 503}

    pair = [fan.id, idol.id]
    where = "FROM social_graph_follow WHERE follower_id = %s AND followee_id = %s"
    assert value(handle, "social-graph", f"SELECT count(*) {where}", pair) == 1
    is_active = value(handle, "social-graph", f"SELECT state {where}", pair) == "active"
    assert fan.ids(f"users/{idol.id}/followers/") == [fan.id] * is_active
    eventually(lambda: fan.get(f"users/{idol.id}/").json()["followers_count"] == is_active)
    eventually(lambda: fan.get(f"users/{fan.id}/").json()["following_count"] == is_active)


@by_round
@pytest.mark.parametrize("kind", ["same", "spellings"])
def test_J05_one_name(kind, number, parallel, handle):
    name = name_like("wanted")
    forms = [str.lower, str.upper, str.title, lambda text: chr(ord(text[0]) + 0xFEE0) + text[1:]]

    def act(client: httpx.Client, index: int) -> httpx.Response:
        spelt = name if kind == "same" else forms[index % len(forms)](name)
        fields = {"username": spelt, "email": f"{name}{index}@example.org"}
        body = fields | {"password": PASSWORD, "password_confirm": PASSWORD}
        return client.post("/api/v1/auth/register/", json=body)

    answers = parallel.at_once(act)

    assert [answer.status_code for answer in answers].count(201) == 1
    assert statuses(answers) <= {201, 400, 409, 503}
    assert value(handle, "auth", "SELECT count(*) FROM account WHERE username = %s", [name]) == 1


@by_round
def test_J06_one_refresh_token(number, parallel, handle, newcomer):
    eve = newcomer()

    answers = parallel.at_once(
        lambda client, _: client.post("/api/v1/auth/refresh/", json={"refresh": eve.tokens["refresh"]})
    )

    good = [answer.json() for answer in answers if answer.status_code == 200]
    assert statuses(answers) <= {200, 503}
    assert len({each["refresh"] for each in good}) == len({each["access"] for each in good}) == 1
    again = eve.http.post("/api/v1/auth/refresh/", json={"refresh": good[0]["refresh"]})
    assert again.status_code == 200
    assert eve.get("auth/me/", headers={"Authorization": f"Bearer {again.json()['access']}"}).status_code == 200


@by_round
@pytest.mark.parametrize("path", ["posts/", "posts/{post}/comments/", "drafts/"])
def test_J07_one_idempotency_key(path, number, parallel, attacker):
    post = attacker.writes()["id"]
    address = "/api/v1/" + path.replace("{post}", post)
    headers = bearer(attacker) | {"Idempotency-Key": secrets.token_urlsafe(16)}
    text = secrets.token_hex(8)

    answers = parallel.at_once(lambda client, _: client.post(address, json={"text": text}, headers=headers))

    assert statuses(answers) <= {201, 409, 503}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    listed = {"posts/": "posts/?author=me"}.get(path, path.replace("{post}", post))
    assert [each["text"] for each in attacker.results(listed)].count(text) == 1


@by_few_rounds
def test_J07_one_idempotency_key_uploads_and_publishes_once(number, parallel, handle, newcomer):
    author = newcomer()
    headers = bearer(author) | {"Idempotency-Key": secrets.token_urlsafe(16)}
    form = {"media": ("a.png", png(9, side=8), "image/png")}

    answers = parallel.at_once(lambda client, _: client.post("/api/v1/posts/", files=form, headers=headers))

    assert statuses(answers) <= {201, 409, 429, 503}
    [post] = author.results("posts/?author=me")
    assert {answer.json()["id"] for answer in answers if answer.status_code == 201} == {post["id"]}
    assert value(handle, "posts", "SELECT count(*) FROM posts_medium WHERE owner_id = %s", [author.id]) == 1


@by_few_rounds
def test_J10_edits_at_once_are_all_kept(number, parallel, attacker):
    post = attacker.writes("0")["id"]

    def act(client: httpx.Client, index: int) -> httpx.Response:
        return client.patch(f"/api/v1/posts/{post}/", json={"text": f"{index + 1}"}, headers=bearer(attacker))

    answers = parallel.at_once(act)

    assert statuses(answers) <= {200, 503}
    written = [f"{index + 1}" for index, answer in enumerate(answers) if answer.status_code == 200]
    kept = [each["text"] for each in attacker.results(f"posts/{post}/history/?limit=100")]
    kept.append(attacker.get(f"posts/{post}/").json()["text"])
    assert set(written) <= set(kept)  # an edit that was answered 503 may have been made
    assert len(kept) == len(set(kept))
    assert "0" in kept


@by_few_rounds
def test_J16_one_medium_is_of_one_post(number, parallel, handle, attacker):
    uploaded = attacker.request("POST", "media/", files={"file": ("a.png", png(9, side=8), "image/png")})
    medium = uploaded.json()["id"]

    def act(client: httpx.Client, index: int) -> httpx.Response:
        body = {"text": f"{medium} {index}", "media": [medium]}
        return client.post("/api/v1/posts/", json=body, headers=bearer(attacker))

    answers = parallel.at_once(act)

    assert statuses(answers) <= {201, 400, 503}
    written = value(handle, "posts", "SELECT count(*) FROM posts_post WHERE text LIKE %s", [f"{medium} %"])
    [owner] = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    assert written == 1
    assert [each["id"] for each in attacker.get(f"posts/{owner}/").json()["media"]] == [medium]


@by_few_rounds
def test_J17_of_many_pins_at_once_five_are_taken(number, parallel, newcomer):
    author = newcomer()
    posts = [author.writes()["id"] for _ in range(10)]

    def act(client: httpx.Client, index: int) -> httpx.Response:
        return client.put(f"/api/v1/posts/{posts[index % 10]}/pin/", headers=bearer(author))

    answers = parallel.at_once(act)

    assert statuses(answers) <= {200, 409, 422, 503}
    assert len(author.ids(f"users/{author.id}/posts/?pinned=true")) == 5


@by_few_rounds
@pytest.mark.parametrize("act", ["like", "share", "bookmark", "comments"])
def test_J04_nothing_that_is_done_to_a_post_outlives_a_block(act, number, parallel, handle, newcomer):
    author, fan = newcomer("author"), newcomer("fan")
    eventually(lambda: author.get(f"users/{fan.id}/followers/").status_code == 200)
    post = author.writes()["id"]

    def acts(client: httpx.Client, index: int) -> httpx.Response:
        if index % 10 == 9:
            return client.put(f"/api/v1/users/{fan.id}/block/", headers=bearer(author))
        body = {"text": "Now."} if act == "comments" else None
        method = "POST" if body else "PUT"
        return client.request(method, f"/api/v1/posts/{post}/{act}/", json=body, headers=bearer(fan))

    assert statuses(parallel.at_once(acts)) <= {200, 201, 202, 404, 503}
    eventually(lambda: author.put(f"users/{fan.id}/block/").status_code == 200)

    shown = author.get(f"posts/{post}/").json()
    assert [shown[f"{each}_count"] for each in ("likes", "shares", "comments")] == [0, 0, 0]
    for path in ("likes", "shares", "comments"):
        assert author.ids(f"posts/{post}/{path}/") == []
    assert fan.get(f"posts/{post}/").status_code == 404
    eventually(lambda: author.results("notifications/") == [])


@pytest.mark.parametrize("number", range(rounds(1, 5)))
def test_J11_nothing_that_a_deleted_account_does_at_once_survives(number, parallel, handle, newcomer, victim):
    leaver = newcomer("leaver")
    eventually(lambda: leaver.get(f"users/{victim.id}/followers/").status_code == 200)
    acts: list[tuple[str, str, dict[str, object]]] = [
        ("POST", "posts/", {"text": "A last word."}),
        ("PUT", f"users/{victim.id}/follow/", {}),
        ("POST", "auth/refresh/", {"refresh": leaver.tokens["refresh"]}),
        ("PATCH", "users/me/", {"bio": "A last word."}),
    ]

    def act(client: httpx.Client, index: int) -> httpx.Response:
        method, path, body = acts[index % 4] if index != 7 else ("DELETE", "users/me/", {"password": PASSWORD})
        return client.request(method, f"/api/v1/{path}", json=body or None, headers=bearer(leaver))

    answers = parallel.at_once(act)

    assert answers[7].status_code == 202, answers[7].text
    assert statuses(answers) <= {200, 201, 202, 401, 404, 503}
    deletion = f"/api/v1/auth/account/deletion/{answers[7].json()['id']}/"
    eventually(lambda: victim.http.get(deletion).json()["state"] == "erased", within=60)
    for service, rows in (
        ("auth", "session WHERE account_id = %s AND revoked_at IS NULL"),
        ("profiles", "profiles_profile WHERE id = %s"),
        ("posts", "posts_post WHERE author_id = %s AND deleted_at IS NULL"),
        ("social-graph", "social_graph_follow WHERE follower_id = %s AND state = 'active'"),
    ):
        assert value(handle, service, f"SELECT count(*) FROM {rows}", [leaver.id]) == 0, service
    for answer in answers:
        if answer.status_code == 200 and "refresh" in answer.json():
            again = victim.http.post("/api/v1/auth/refresh/", json={"refresh": answer.json()["refresh"]})
            assert again.status_code == 401
