"""A18, A19, C18, D, E, J12: suspended accounts, and what only the staff may do."""

from uuid import uuid4

import httpx
import psycopg2
import pytest

from gateway.routes import METHODS, ROUTES
from runtime.thoroughness import rounds
from tests.e2e.client import PASSWORD, Person, name_like, register
from tests.e2e.staff import ACCOUNTS, LOGIN, promote, reinstate, suspend
from tests.e2e.waiting import eventually
from tests.security.answers import assert_401, median_ms, same
from tests.security.database import value

TRIES = rounds(20, 200)
NEEDS_TOKEN = [
    (method, route.path.replace("{id}", str(uuid4())).replace("{account}", str(uuid4())).replace("{tag}", "x"))
    for route in ROUTES
    for method in route.methods
    if route.access(method) in ("optional", "required")
]


@pytest.fixture
def moderator(newcomer, admin) -> Person:
    person = newcomer("mod")
    promote(person, "moderator", by=admin)
    return person


@pytest.fixture
def spammer(newcomer, admin) -> Person:
    """S: an account that is suspended."""
    person = newcomer("spam")
    suspend(person, by=admin)
    eventually(lambda: assert_401(person.get("feed/")), within=2)
    return person


def test_A18_the_token_of_a_suspended_account_is_refused_everywhere(spammer):
    for method, path in NEEDS_TOKEN:
        assert_401(spammer.request(method, path))
    refresh = spammer.http.post("/api/v1/auth/refresh/", json={"refresh": spammer.tokens["refresh"]})
    assert (refresh.status_code, refresh.json()["code"]) == (401, "session_ended")


def test_A19_a_suspended_account_logs_in_like_a_wrong_password(spammer, http):
    right, wrong = (
        {"login": spammer.username, "password": PASSWORD},
        {"login": spammer.username, "password": "no no no"},
    )

    same(http.post(LOGIN, json=wrong), http.post(LOGIN, json=right))


def test_A19_and_in_the_same_time(spammer, http):
    def difference() -> float:
        bodies = [{"login": spammer.username, "password": password} for password in (PASSWORD, "not this password")]
        one, other = median_ms([lambda b=b: http.post(LOGIN, json=b) for b in bodies], tries=TRIES)
        return abs(one - other) / max(one, other)

    eventually(lambda: difference() < 0.1, within=60)


def test_D_a_suspended_account_looks_like_a_missing_one(newcomer, admin, attacker, http):
    victim = newcomer("victim")
    attacker.follows(victim)
    post = victim.writes()["id"]
    comment = victim.comments(post)["id"]
    suspend(victim, by=admin)
    paths = ["posts/{}/", "posts/{}/comments/", "posts/{}/likes/"]
    hidden = [(path, post) for path in paths] + [("comments/{}/", comment), ("comments/{}/replies/", comment)]
    hidden += [(f"users/{{}}/{sub}", victim.id) for sub in ("", "followers/", "following/", "posts/")]
    missing = uuid4()

    for path, thing in hidden:
        for client in (attacker, http):
            get = client.get if client is attacker else lambda path: http.get(f"/api/v1/{path}")
            one, other = get(path.format(thing)), get(path.format(missing))
            assert one.status_code == other.status_code
            same_but_links(one, other)
    for path in ("users/@{}/", "users/@{}/posts/", "users/@{}/followers/"):
        same(attacker.get(path.format(victim.username)), attacker.get(path.format(name_like("nobody"))))
    same(attacker.put(f"posts/{post}/like/"), attacker.put(f"posts/{missing}/like/"))
    assert post not in attacker.ids("feed/")
    reinstate(victim, by=admin)
    assert attacker.get(f"posts/{post}/").status_code == 200


def same_but_links(one: httpx.Response, other: httpx.Response) -> None:
    """Compare two answers; an empty list has links that contain its address."""
    if one.status_code == 404:
        same(one, other)
    else:
        assert one.json()["results"] == other.json()["results"] == []


@pytest.mark.parametrize(
    "wish", [{"roles": ["admin"]}, {"role": "admin"}, {"is_staff": True}, {"is_superuser": True}, {"state": "active"}]
)
def test_E06_nobody_registers_with_a_role(wish, http):
    response = register(http, "eve", **wish)

    if response.status_code == 201:
        assert response.json()["user"]["roles"] == ["user"]
    else:
        assert response.status_code == 400


@pytest.mark.parametrize("wish", [{"roles": ["admin"]}, {"is_staff": True}, {"by_id": str(uuid4())}, {"state": "x"}])
def test_E01_a_suspension_sets_nothing_else(wish, newcomer, moderator, admin):
    pawn = newcomer("pawn")

    moderator.put(f"{ACCOUNTS}{pawn.id}/suspension/", {"reason": "Spam."} | wish)

    shown = admin.get(f"{ACCOUNTS}{pawn.id}/").json()
    assert shown["roles"] == ["user"]
    assert (shown["suspension"] or {"by_id": moderator.id})["by_id"] == moderator.id


@pytest.mark.parametrize(
    "query", ["ordering=password", "password__startswith=a", "_connector=OR", "email=a", "roles=x"]
)
def test_E07_a_filter_that_does_not_exist(query, admin):
    for path in (ACCOUNTS, "auth/admin/audit-log/"):
        assert admin.get(f"{path}?{query}").status_code == 400


@pytest.mark.parametrize("route", [route for route in ROUTES if "/admin/" in route.path], ids=lambda route: route.path)
def test_C18_E09_no_method_of_a_route_of_the_staff_is_open_to_a_user(route, attacker):
    for thing in (attacker.id, str(uuid4())):
        path = route.path.replace("{id}", thing)
        for method in METHODS:
            body = {"reason": "Mine.", "roles": ["admin"]} if method in ("POST", "PUT", "PATCH") else None
            answer = attacker.request(method, path, json=body)
            assert answer.status_code == (403 if method in route.methods else 405), (method, path)
    assert attacker.get("auth/me/").json()["roles"] == ["user"]


def test_E11_the_staff_cannot_lock_itself_out(admin, moderator):
    for person in (admin, moderator):
        answer = person.put(f"{ACCOUNTS}{person.id}/suspension/", {"reason": "Tired."})
        assert (answer.status_code, answer.json()["code"]) == (409, "own_account")
    answer = moderator.put(f"{ACCOUNTS}{admin.id}/suspension/", {"reason": "Coup."})
    assert (answer.status_code, answer.json()["code"]) == (403, "staff_protected")
    assert moderator.put(f"{ACCOUNTS}{moderator.id}/roles/", {"roles": ["admin"]}).status_code == 403


@pytest.mark.parametrize("number", range(rounds(3, 20)))
def test_J12_no_token_outlives_a_suspension(number, parallel, handle, newcomer, admin):
    spammer = newcomer("spam")
    bearer = {"Authorization": f"Bearer {admin.tokens['access']}"}
    login = {"login": spammer.username, "password": PASSWORD}

    def act(client: httpx.Client, index: int) -> httpx.Response:
        if index == 5:
            path = f"/api/v1/{ACCOUNTS}{spammer.id}/suspension/"
            return client.put(path, json={"reason": "Spam."}, headers=bearer)
        if index % 2:
            return client.post(LOGIN, json=login)
        return client.post("/api/v1/auth/refresh/", json={"refresh": spammer.tokens["refresh"]})

    answers = parallel.at_once(act)

    assert {answer.status_code for answer in answers} <= {200, 202, 401, 429, 503}
    alive = "SELECT count(*) FROM session WHERE account_id = %s AND revoked_at IS NULL"
    assert value(handle, "auth", alive, [spammer.id]) == 0
    tokens = [answer.json()["access"] for answer in answers if answer.status_code == 200 and "access" in answer.json()]
    for token in tokens[:10]:
        headers = {"Authorization": f"Bearer {token}"}
        eventually(lambda h=headers: assert_401(spammer.get("feed/", headers=h)), within=2)


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET reason = ''", "DELETE FROM audit_entry", "TRUNCATE audit_entry"]
)
def test_K23_the_service_itself_cannot_change_the_audit_log(statement, handle, admin, newcomer):
    suspend(newcomer("spam"), by=admin)
    before = value(handle, "auth", "SELECT count(*) FROM audit_entry", [])
    with psycopg2.connect(handle.database_url("auth")) as connection, connection.cursor() as cursor:
        with pytest.raises(psycopg2.Error, match="append-only"):
            cursor.execute(statement)
        connection.rollback()

    assert value(handle, "auth", "SELECT count(*) FROM audit_entry", []) == before > 0
