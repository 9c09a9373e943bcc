"""Who a request comes from."""

import time

from chassis.http import keyring
from chassis.ids import uuid7


def test_a_token_says_who_is_calling(api):
    account, session = uuid7(), uuid7()

    response = api(account, roles=("user", "moderator"), session_id=session).get("/me/")

    assert response.status_code == 200
    assert response.json() == {"id": str(account), "session": str(session), "roles": ["moderator", "user"]}


def test_without_a_token_the_answer_is_a_challenge(api):
    response = api().get("/me/")

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response.json()["code"] == "token_missing"


def test_a_token_that_was_accepted_is_refused_when_its_key_is_withdrawn(api, monkeypatch):
    client = api(uuid7())
    assert client.get("/me/").status_code == 200
    monkeypatch.setattr(keyring.ring(), "_keys", {})
    monkeypatch.setattr(keyring.ring(), "_tried_at", time.monotonic())

    response = client.get("/me/")

    assert (response.status_code, response.json()["code"]) == (401, "token_invalid")


def test_a_token_that_has_expired_is_refreshed(api):
    expired = int(time.time()) - 11

    response = asked(api, api.token(uuid7(), exp=expired))

    assert (response.status_code, response.json()["code"]) == (401, "token_expired")
    assert response["WWW-Authenticate"].startswith('Bearer error="invalid_token", error_description="')


def test_a_token_with_another_signature_is_invalid_whether_it_has_expired_or_not(api):
    expired, other = api.token(uuid7(), exp=int(time.time()) - 60), api.token(uuid7())
    head, body, _ = expired.split(".")
    forged = f"{head}.{body}.{other.split('.')[2]}"

    response = asked(api, forged)

    assert (response.status_code, response.json()["code"]) == (401, "token_invalid")
    assert response["WWW-Authenticate"].startswith('Bearer error="invalid_token", error_description="')


def asked(api, token):
    return api().get("/me/", HTTP_AUTHORIZATION=f"Bearer {token}")
