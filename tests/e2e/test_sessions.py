"""Registering, logging in, refreshing and logging out."""

import pytest

from tests.e2e.client import PASSWORD, Person, person_of, register
from tests.e2e.problems import anonymous_body, assert_problem
from tests.e2e.waiting import eventually

LOGOUT_SECONDS = 2


def login(http, name: str, password: str = PASSWORD):
    return http.post("/api/v1/auth/login/", json={"username": name, "password": password})


def refresh(http, token: str):
    return http.post("/api/v1/auth/refresh/", json={"refresh": token})


@pytest.mark.parametrize("name", ["username", "email"])
def test_logging_in_with_name_or_address(ada: Person, http, name):
    response = login(http, getattr(ada, name))

    assert response.status_code == 200
    assert response.json()["user"]["id"] == ada.id
    assert response.json()["token"] == response.json()["access"]
    assert person_of(http, response.json()).get("auth/me/").json()["username"] == ada.username


def test_a_wrong_password_and_an_unknown_name_look_the_same(ada: Person, http):
    wrong, unknown = login(http, ada.username, "not this one"), login(http, "nobody_at_all", "not this one")

    assert_problem(wrong, 401)
    assert anonymous_body(wrong) == anonymous_body(unknown)


def test_refreshing_rotates_and_a_retry_gets_the_same(ada: Person, http):
    first = refresh(http, ada.tokens["refresh"])
    retry = refresh(http, ada.tokens["refresh"])

    assert first.status_code == retry.status_code == 200
    assert first.json()["refresh"] == retry.json()["refresh"] != ada.tokens["refresh"]
    assert ada.get("auth/me/", headers={"Authorization": f"Bearer {first.json()['access']}"}).status_code == 200
    assert_problem(refresh(http, ada.tokens["access"]), 401)


def test_logging_out_ends_the_tokens_of_this_session_only(ada: Person, http):
    elsewhere = person_of(http, login(http, ada.username).json())
    assert elsewhere.get("feed/").status_code == 200

    assert ada.post("auth/logout/").status_code == 204

    assert_problem(refresh(http, ada.tokens["refresh"]), 401)
    for path in ("feed/", "auth/me/", "users/me/", "notifications/"):
        eventually(lambda path=path: assert_problem(ada.get(path), 401), within=LOGOUT_SECONDS)
    assert elsewhere.get("feed/").status_code == 200


@pytest.mark.parametrize("access", [None, "Bearer e30.e30.c2ln", "Basic YTpi"])
def test_the_refresh_token_alone_logs_out(ada: Person, http, access):
    headers = {"Authorization": access} if access else {}
    logout = {"url": "/api/v1/auth/logout/", "json": {"refresh": ada.tokens["refresh"]}, "headers": headers}

    assert http.post(**logout).status_code == 204

    assert_problem(refresh(http, ada.tokens["refresh"]), 401)
    eventually(lambda: assert_problem(ada.get("feed/"), 401), within=LOGOUT_SECONDS)
    assert http.post(**logout).status_code == 204


def test_logging_out_everywhere(ada: Person, http):
    elsewhere = person_of(http, login(http, ada.username).json())
    assert len(ada.results("auth/sessions/")) == 2

    assert elsewhere.post("auth/logout/all/").status_code == 204

    for session in (ada, elsewhere):
        eventually(lambda session=session: assert_problem(session.get("feed/"), 401), within=LOGOUT_SECONDS)


def test_one_session_can_be_ended_from_another(ada: Person, bob: Person, http):
    elsewhere = person_of(http, login(http, ada.username).json())
    newest = ada.results("auth/sessions/")[0]["id"]
    assert_problem(bob.delete(f"auth/sessions/{newest}/"), 404, "not_found")

    assert ada.delete(f"auth/sessions/{newest}/").status_code == 204

    eventually(lambda: assert_problem(elsewhere.get("feed/"), 401), within=LOGOUT_SECONDS)
    assert ada.get("feed/").status_code == 200


def test_registering_a_taken_name_or_bad_fields_names_every_fault(ada: Person, http):
    fields = {"email": "x", "password": "short", "password_confirm": "other"}

    response = register(http, username=ada.username.upper(), **fields)

    assert_problem(response, 400, "invalid")
    faulty = {fault["field"] for fault in response.json()["errors"]}
    assert {"username", "email", "password"} <= faulty
