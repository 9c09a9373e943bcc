"""A: sessions. What has ended stays ended, whatever breaks between the end and the next use."""

import json
import time
from uuid import uuid4

import pytest
import redis

from gateway.testing import SigningKey
from tests.e2e.client import PASSWORD, Person, name_like, person_of
from tests.e2e.waiting import eventually
from tests.security.answers import assert_401, same
from tests.security.database import rows
from tests.security.forging import claims_of, forge_for

LOGIN, REFRESH, FEED, ME = "/api/v1/auth/login/", "/api/v1/auth/refresh/", "/api/v1/feed/", "/api/v1/auth/me/"
REVOKED_SECONDS = 2
PUBLISH = (
    "INSERT INTO signing_key (kid, public_jwk, private_pem, created_at, activates_at)"
    " VALUES (%s, %s, '', now(), now() + interval '1 year')"
)
"""A key that is published, and will never sign."""
ROUTES = ["feed/", "posts/", "users/me/", "users/", "notifications/", "auth/me/", "auth/sessions/"]


def again(person: Person) -> Person:
    """Log the person in on another device."""
    return person_of(person.http, person.http.post(LOGIN, json={"login": person.username, "password": PASSWORD}).json())


def refresh(person: Person, token: str):
    return person.http.post(REFRESH, json={"refresh": token})


def assert_dead(person: Person) -> None:
    """Check that every token of the session is refused within the promised time."""
    assert refresh(person, person.tokens["refresh"]).status_code == 401
    eventually(lambda: assert_401(person.get("feed/")), within=REVOKED_SECONDS)
    for path in ROUTES:
        eventually(lambda path=path: assert_401(person.get(path)), within=REVOKED_SECONDS)


def test_A15_a_refresh_token_that_comes_back_ends_the_whole_session(newcomer):
    eve, pairs = newcomer(), []
    for _ in range(2):
        pairs.append(refresh(eve, (pairs[-1] if pairs else eve.tokens)["refresh"]).json())

    stolen = refresh(eve, eve.tokens["refresh"])

    assert (stolen.status_code, stolen.json()["code"]) == (401, "refresh_token_reused")
    for pair in pairs:
        assert_dead(Person(eve.http, eve.id, eve.username, pair))


@pytest.mark.parametrize("way", ["logout/", "logout/all/"])
def test_A16_logging_out(way, newcomer):
    eve = newcomer()
    assert eve.get("feed/").status_code == 200

    assert eve.post(f"auth/{way}").status_code == 204

    assert_dead(eve)


def test_A16_a_session_that_ended_cannot_be_ended_again(newcomer):
    eve = newcomer()
    eve.post("auth/logout/")

    for way in ("logout/", "logout/all/"):
        assert_401(eve.post(f"auth/{way}"))


def test_A11_a_revocation_is_of_the_session_not_of_one_spelling_of_its_token(newcomer, key, victim):
    eve = newcomer()
    forge = forge_for(key, eve, victim)
    eve.post("auth/logout/")
    assert_dead(eve)

    for changes in ({"jti": "2"}, {"username": "x"}, {"exp": int(time.time()) + 9999}, {"filler": "x"}):
        assert_401(eve.get("feed/", headers={"Authorization": f"Bearer {forge.token(**changes)}"}))


def test_A17_one_session_of_several(newcomer):
    eve = newcomer()
    lost = again(eve)
    session = claims_of(lost.tokens["access"])["sid"]

    assert eve.delete(f"auth/sessions/{session}/").status_code == 204

    assert_dead(lost)
    assert eve.get("feed/").status_code == 200
    assert refresh(eve, eve.tokens["refresh"]).status_code == 200


def test_A17_C15_a_session_of_another_account_looks_like_a_missing_one(attacker, victim):
    theirs = claims_of(victim.tokens["access"])["sid"]

    same(attacker.delete(f"auth/sessions/{theirs}/"), attacker.delete(f"auth/sessions/{uuid4()}/"))

    assert victim.get("feed/").status_code == 200
    assert victim.get("auth/me/").status_code == 200


@pytest.mark.parametrize("name", ["unknown", "unknown@example.org", ""], ids=["name", "address", "blank"])
def test_A19_whoever_cannot_log_in_gets_the_answer_of_a_wrong_password(name, http, victim):
    wrong = http.post(LOGIN, json={"login": victim.username, "password": "not this one"})

    other = http.post(LOGIN, json={"login": f"{name_like('x')}{name}", "password": PASSWORD})

    same(wrong, other)
    assert wrong.status_code == 401


@pytest.mark.parametrize("changes", [{"username": "{victim}"}, {"roles": ["admin", "staff"]}, {"sid": "{session}"}])
def test_A22_only_the_account_id_says_who_somebody_is(changes, key, attacker, victim):
    names = {"{victim}": victim.username, "{session}": claims_of(victim.tokens["access"])["sid"]}
    filled = {name: names.get(str(text), text) for name, text in changes.items()}
    headers = {"Authorization": f"Bearer {forge_for(key, attacker, victim).token(**filled)}"}

    for path, own in (("users/me/", "id"), ("auth/me/", "id")):
        answer = attacker.get(path, headers=headers)
        assert answer.status_code == 401 or answer.json()[own] == attacker.id


@pytest.mark.parametrize("claim", ["sub", "sid"])
def test_A23_an_account_or_session_that_does_not_exist(claim, key, attacker, victim):
    headers = {"Authorization": f"Bearer {forge_for(key, attacker, victim).token(**{claim: str(uuid4())})}"}

    for path in ("auth/me/", "auth/sessions/"):
        assert_401(attacker.get(path, headers=headers))
    assert_401(attacker.post("auth/logout/all/", headers=headers))


@pytest.fixture(scope="session")
def rotated_out(handle, newcomer) -> Person:
    """Publish a key, wait until its token opens something, withdraw the key, and return who has the token."""
    eve, old = newcomer(), SigningKey(f"rotated-{uuid4().hex[:8]}", issuer=handle.url)
    eve.tokens["access"] = forge_for(old, eve, eve).token(exp=int(time.time()) + 3600)
    assert_401(eve.get("feed/"))
    rows(handle, "auth", PUBLISH, [old.kid, json.dumps(old.jwk)])
    try:
        eventually(lambda: eve.get("feed/").status_code == 200, within=15)
    finally:
        rows(handle, "auth", "DELETE FROM signing_key WHERE kid = %s", [old.kid])
    return eve


def test_A25_a_token_of_a_published_key_is_accepted(rotated_out):
    assert rotated_out.get("feed/").status_code in (200, 401)


@pytest.mark.last
def test_A25_a_token_of_a_key_that_is_rotated_out_is_refused(rotated_out):
    for path in ROUTES:
        eventually(lambda path=path: assert_401(rotated_out.get(path)), within=15)


@pytest.mark.parametrize("trouble", ["flushed", "stopped"])
def test_A27_redis_holds_no_revocations(trouble, handle, newcomer):
    eve = newcomer()
    eve.post("auth/logout/")
    assert_dead(eve)

    if trouble == "flushed":
        with redis.Redis.from_url(handle.redis_url()) as connection:
            connection.flushall()
        assert_dead(eve)
        return
    handle.stop("redis")
    try:
        assert eve.get("feed/").status_code in (401, 503)
        assert refresh(eve, eve.tokens["refresh"]).status_code in (401, 503)
    finally:
        handle.start("redis")
    eventually(lambda: assert_dead(eve), within=10)


def test_A16_the_agent_and_the_auth_service_restart(handle, newcomer):
    eve = newcomer()
    eve.post("auth/logout/")
    assert_dead(eve)

    handle.restart("auth-web")
    handle.restart("gateway-agent")

    assert_dead(eve)


def test_A16_the_broker_is_down_at_the_moment_of_logging_out(handle, newcomer):
    eve = newcomer()
    assert eve.get("feed/").status_code == 200
    handle.rabbitmqctl("stop_app")
    try:
        assert eve.post("auth/logout/").status_code == 204
        assert refresh(eve, eve.tokens["refresh"]).status_code == 401
    finally:
        handle.rabbitmqctl("start_app")

    eventually(lambda: assert_401(eve.get("feed/")), within=REVOKED_SECONDS)
