"""Logging out: by the access token, by the refresh token alone, and without a fault for a token that has ended."""

from datetime import timedelta

import pytest
from django.utils import timezone
from factories import AccountFactory

from accounts.models import Session, SigningKey
from accounts.services.sessions import session_start
from chassis.ids import uuid7

URL = "/api/v1/auth/logout/"


@pytest.fixture
def ada():
    return AccountFactory(username="ada")


@pytest.fixture
def client(ada, logged_in):
    return logged_in(ada)


def reasons():
    """Return why each session ended, oldest first; "" for those that live."""
    return list(Session.objects.order_by("id").values_list("revoked_because", flat=True))


def expired(api, session):
    """Return the header of an access token that has expired."""
    token = api.token(session.account_id, session_id=session.id, exp=1_700_000_000)
    return {"Authorization": f"Bearer {token}"}


def test_the_refresh_token_alone_ends_its_session_and_no_other(api, ada, client, logged_in, emitted):
    logged_in(ada)

    response = api().post(URL, {"refresh": client.tokens.refresh})

    assert (response.status_code, response.content, reasons()) == (204, b"", ["logout", ""])
    assert client.get("/api/v1/auth/me/").status_code == 401
    assert [(event.account_id, event.reason) for event in emitted()] == [(ada.id, "logout")]


def test_an_expired_access_token_beside_it_does_no_harm(api, client):
    headers = expired(api, Session.objects.get())

    assert api().post(URL, {"refresh": client.tokens.refresh}, headers=headers).status_code == 204
    assert reasons() == ["logout"]


def test_the_token_of_a_refresh_whose_answer_was_lost_ends_the_session_too(api, client):
    api().post("/api/v1/auth/refresh/", {"refresh": client.tokens.refresh})

    assert api().post(URL, {"refresh": client.tokens.refresh}).status_code == 204
    assert reasons() == ["logout"]


@pytest.mark.parametrize("body", [None, {}, {"refresh": None}], ids=["no body", "empty", "null"])
def test_the_access_token_alone_ends_its_session(client, body):
    assert client.post(URL, body).status_code == 204
    assert reasons() == ["logout"]


@pytest.mark.parametrize("refresh", [0, 1.5, True, ["a"]])
def test_a_refresh_token_that_is_no_text_is_refused_and_ends_nothing(client, refresh):
    response = client.post(URL, {"refresh": refresh})

    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "refresh")
    assert reasons() == [""]


def test_tokens_of_two_sessions_end_both(ada, client, logged_in):
    other = logged_in(ada)

    assert client.post(URL, {"refresh": other.tokens.refresh}).status_code == 204
    assert reasons() == ["logout", "logout"]


def test_an_invalid_refresh_token_does_not_prevent_logging_out_with_the_access_token(client):
    assert client.post(URL, {"refresh": "garbage"}).status_code == 204
    assert reasons() == ["logout"]


def test_logging_out_with_an_invalid_refresh_token_is_accepted_and_ends_nothing(api, ada, client, logged_in, emitted):
    logged_in(ada)
    api().post(URL, {"refresh": client.tokens.refresh})
    SigningKey.objects.update(activates_at=timezone.now() - timedelta(days=32))
    old = session_start(account_id=ada.id, device="", address=None, now=timezone.now() - timedelta(days=31))
    head, payload, signature = client.tokens.refresh.split(".")
    before = list(Session.objects.order_by("id").values())

    for token in (client.tokens.refresh, old.refresh, "garbage", f"{head}.{payload}.{signature[::-1]}", "a.b.c"):
        assert api().post(URL, {"refresh": token}).status_code == 204, token

    assert list(Session.objects.order_by("id").values()) == before
    assert len(emitted()) == 1


def test_an_access_token_in_the_body_is_no_refresh_token(api, client):
    assert api().post(URL, {"refresh": client.tokens.access}).status_code == 204
    assert reasons() == [""]


@pytest.mark.parametrize("value", ["", ["x"], {"a": 1}, "x" * 4097], ids=["blank", "list", "object", "long"])
def test_what_cannot_be_a_token_is_a_fault_of_the_field(api, client, value):
    response = api().post(URL, {"refresh": value})

    assert (response.status_code, response.json()["errors"][0]["field"], reasons()) == (400, "refresh", [""])


def test_without_a_refresh_token_a_bad_access_token_is_refused(api, client):
    """204 would let a client believe that its session has ended while the refresh token lives on."""
    bad = [expired(api, Session.objects.get()), {"Authorization": "Bearer garbage"}, {}]

    answers = [api().post(URL, headers=headers) for headers in bad]

    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert [answer["WWW-Authenticate"].split()[0] for answer in answers] == ["Bearer"] * 3
    assert reasons() == [""]


def test_a_session_is_ended_by_its_own_account_only(api, client):
    eve = api(account_id=uuid7(), session_id=Session.objects.get().id)

    assert eve.post(URL).status_code == 401
    assert reasons() == [""]


@pytest.mark.django_db(transaction=True)
def test_parallel_requests_end_the_session_once(api, client, at_once, emitted):
    answers = at_once([lambda: api().post(URL, {"refresh": client.tokens.refresh})] * 10)

    assert {answer.status_code for answer in answers} == {204}
    assert len(emitted()) == 1
