"""Refreshing: one winner, the same pair for a retry, and the end of the session when an old token is used."""

from datetime import timedelta
from threading import Event

import jwt
import pytest
from django.db import transaction
from django.utils import timezone
from factories import AccountFactory

from accounts.errors import RefreshTokenReused
from accounts.models import Rotation, Session, SigningKey
from accounts.services.rotations import session_refresh
from accounts.services.signing_keys import signing_key_rotate
from accounts.tokens import read_refresh
from chassis.running.housekeeping import prune
from chassis.testing.locks import wait_for_a_lock

URL = "/api/v1/auth/refresh/"


@pytest.fixture
def client(logged_in):
    return logged_in(AccountFactory(username="ada"))


def refresh(api, token, key=None):
    return api().post(URL, {"refresh": token}, headers={"Idempotency-Key": key} if key else {})


def refresh_later(token, key=None, **span):
    """Refresh as if so much time had passed, and return what the service answers."""
    return session_refresh(claims=read_refresh(token), key=key, now=timezone.now() + timedelta(**span))


def claims(token):
    return jwt.decode(token, options={"verify_signature": False})


def let_pass(**span):
    """Let the time since the last rotation be longer by a span."""
    session = Session.objects.get()
    Session.objects.update(rotated_at=session.rotated_at - timedelta(**span))


def test_refreshing_gives_a_new_pair_for_the_same_session(api, client):
    response = refresh(api, client.tokens.refresh)

    body = response.json()
    assert response.status_code == 200
    assert body.keys() == {"access", "refresh", "token", "expires_in"}
    assert body["refresh"] != client.tokens.refresh
    assert claims(body["access"])["sid"] == claims(client.tokens.access)["sid"]
    assert api().get("/api/v1/auth/me/", headers={"Authorization": f"Bearer {body['access']}"}).status_code == 200


def test_a_token_says_what_was_agreed(client):
    access, refreshing = claims(client.tokens.access), claims(client.tokens.refresh)

    session = Session.objects.get()
    assert access | {"jti": ""} == {
        "iss": "https://kith.test",
        "aud": "kith",
        "typ": "access",
        "sub": str(session.account_id),
        "sid": str(session.id),
        "username": "ada",
        "roles": ["user"],
        "jti": "",
        "iat": int(session.rotated_at.timestamp()),
        "nbf": int(session.rotated_at.timestamp()),
        "exp": int(session.rotated_at.timestamp()) + 300,
    }
    assert refreshing.keys() == {"iss", "aud", "typ", "sub", "sid", "jti", "iat", "exp"}
    assert refreshing["exp"] - refreshing["iat"] == 30 * 24 * 3600
    header = jwt.get_unverified_header(client.tokens.access)
    assert header == {"alg": "RS256", "typ": "JWT", "kid": session.key_id}


def test_a_retry_gets_the_very_same_pair(api, client):
    first, again = (refresh(api, client.tokens.refresh) for _ in range(2))

    assert (again.status_code, again.content) == (200, first.content)


def test_a_retry_has_sixty_seconds(api, client):
    refresh(api, client.tokens.refresh)
    let_pass(seconds=59)

    assert refresh(api, client.tokens.refresh).status_code == 200


def test_a_retry_says_that_it_is_one(api, client):
    first, again = (refresh(api, client.tokens.refresh) for _ in range(2))

    assert (first.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (None, "true")


def test_a_retry_with_the_same_key_has_a_day(api, client):
    first = refresh(api, client.tokens.refresh, key="k-1").json()

    again = refresh_later(client.tokens.refresh, key="k-1", hours=23, minutes=59)

    assert (again.pair.access, again.pair.refresh, again.is_replay) == (first["access"], first["refresh"], True)
    assert Session.objects.get().revoked_at is None


def test_a_retry_with_the_same_key_gets_the_same_bytes_also_after_further_rotations(api, client):
    first = refresh(api, client.tokens.refresh, key="k-1")
    newest = refresh(api, refresh(api, first.json()["refresh"], key="k-2").json()["refresh"], key="k-3").json()
    signing_key_rotate(now=timezone.now(), at_once=True)

    again = refresh(api, client.tokens.refresh, key="k-1")

    assert (again.status_code, again.content, again["Idempotency-Replayed"]) == (200, first.content, "true")
    assert refresh(api, newest["refresh"]).status_code == 200


@pytest.mark.parametrize(
    ("key", "span"),
    [(None, {"seconds": 61}), ("another", {"seconds": 61}), ("k-1", {"hours": 24, "seconds": 1})],
    ids=["no key", "another key", "after a day"],
)
def test_a_late_retry_that_does_not_know_the_key_ends_the_session(api, client, emitted, key, span):
    refresh(api, client.tokens.refresh, key="k-1")

    with pytest.raises(RefreshTokenReused):
        refresh_later(client.tokens.refresh, key=key, **span)

    assert [event.reason for event in emitted()] == ["reuse"]
    owner = refresh(api, client.tokens.refresh, key="k-1")
    assert (owner.status_code, owner.json()["code"]) == (401, "session_ended")


def test_reuse_with_a_fresh_key_ends_the_session_too(api, client):
    refresh(api, client.tokens.refresh)
    let_pass(seconds=61)

    assert refresh(api, client.tokens.refresh, key="k-1").json()["code"] == "refresh_token_reused"
    assert Session.objects.get().revoked_because == "reuse"


def test_a_key_with_another_token_is_refused_and_changes_nothing(api, client):
    second = refresh(api, client.tokens.refresh, key="k-1").json()["refresh"]
    before = Session.objects.values().get()

    response = refresh(api, second, key="k-1")

    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
    assert Session.objects.values().get() == before


def test_keys_of_two_sessions_are_apart(api, client, logged_in):
    other = logged_in(AccountFactory())

    answers = [refresh(api, each.tokens.refresh, key="1") for each in (client, other)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert len({answer.content for answer in answers}) == 2


def test_a_retry_after_the_session_has_ended_gets_no_tokens(api, client):
    refresh(api, client.tokens.refresh, key="k-1")
    client.post("/api/v1/auth/logout/")

    again = refresh(api, client.tokens.refresh, key="k-1")

    assert (again.status_code, again.json()["code"]) == (401, "session_ended")


def test_a_key_is_kept_for_a_day(api, client):
    refresh(api, client.tokens.refresh, key="old")
    Rotation.objects.update(rotated_at=timezone.now() - timedelta(hours=24, seconds=1))
    refresh(api, client.tokens.refresh)

    prune()

    assert Rotation.objects.count() == 0


def test_a_key_of_another_form_is_refused(api, client):
    response = refresh(api, client.tokens.refresh, key="k" * 256)

    assert (response.status_code, response.json()["code"]) == (400, "idempotency_key_malformed")
    assert Session.objects.get().previous_token_id is None


def test_a_retry_gets_the_same_bytes_also_after_the_key_has_changed(api, client):
    first = refresh(api, client.tokens.refresh)
    signing_key_rotate(now=timezone.now(), at_once=True)

    again = refresh(api, client.tokens.refresh)

    assert (again.status_code, again.content) == (200, first.content)
    assert SigningKey.objects.count() == 2


def test_tokens_can_be_refreshed_repeatedly(api, client):
    token = client.tokens.refresh
    for _ in range(5):
        token = refresh(api, token).json()["refresh"]

    assert Session.objects.get().revoked_at is None


def test_later_reuse_ends_the_session_and_says_so(api, client, emitted):
    newest = refresh(api, client.tokens.refresh).json()
    let_pass(seconds=61)

    thief = refresh(api, client.tokens.refresh)

    assert (thief.status_code, thief.json()["code"]) == (401, "refresh_token_reused")
    assert thief.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token"')
    session = Session.objects.get()
    assert [(event.session_id, event.reason, event.version) for event in emitted()] == [(session.id, "reuse", 2)]
    owner = refresh(api, newest["refresh"])
    assert (owner.status_code, owner.json()["code"]) == (401, "session_ended")
    headers = {"Authorization": f"Bearer {newest['access']}"}
    assert api().get("/api/v1/auth/me/", headers=headers).status_code == 401


def test_a_token_two_steps_old_is_reuse_at_once(api, client):
    second = refresh(api, client.tokens.refresh).json()
    refresh(api, second["refresh"])

    assert refresh(api, client.tokens.refresh).json()["code"] == "refresh_token_reused"


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "x" * 5000, 7, None])
def test_what_is_no_token_is_refused(api, token):
    response = refresh(api, token)

    assert response.status_code in (400, 401)
    assert response.json()["code"] in ("invalid", "refresh_token_invalid")


def test_an_access_token_does_not_refresh_and_a_refresh_token_gives_no_access(api, client):
    by_access = refresh(api, client.tokens.access)
    by_refresh = api().get("/api/v1/auth/me/", headers={"Authorization": f"Bearer {client.tokens.refresh}"})

    assert (by_access.status_code, by_access.json()["code"]) == (401, "refresh_token_invalid")
    assert (by_refresh.status_code, by_refresh.json()["code"]) == (401, "token_invalid")


def test_a_flipped_bit_is_refused(api, client):
    head, payload, signature = client.tokens.refresh.split(".")
    flipped = ("B" if signature[5] == "A" else "A").join([signature[:5], signature[6:]])

    assert refresh(api, f"{head}.{payload}.{flipped}").json()["code"] == "refresh_token_invalid"


def test_an_expired_access_token_beside_it_does_no_harm(api, client):
    response = api().post(URL, {"refresh": client.tokens.refresh}, headers={"Authorization": "Bearer expired"})

    assert response.status_code == 200


def test_a_deleted_account_gets_no_tokens(api, client):
    Session.objects.get().account.delete()

    assert refresh(api, client.tokens.refresh).json()["code"] == "session_ended"
    assert client.get("/api/v1/auth/me/").status_code == 401


def test_a_session_lives_180_days_at_most(api, client):
    born = timezone.now() - timedelta(days=170)
    Session.objects.update(created_at=born)

    refresh(api, client.tokens.refresh)

    assert Session.objects.get().expires_at == born + timedelta(days=180)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("key", [None, "k-1", "k-2"])
def test_fifty_refreshes_at_once_have_one_winner_and_one_answer(api, client, at_once, key):
    answers = at_once([lambda: refresh(api, client.tokens.refresh, key)] * 50)

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    session = Session.objects.get()
    assert claims(answers[0].json()["refresh"])["jti"] == str(session.current_token_id)
    assert session.revoked_at is None


@pytest.mark.django_db(transaction=True)
def test_a_retry_that_was_held_up_gets_what_its_key_gave_meanwhile(client, at_once):
    token, is_locked = client.tokens.refresh, Event()

    def first():
        with transaction.atomic():
            Session.objects.select_for_update().get()
            is_locked.set()
            wait_for_a_lock()
            answer = refresh_later(token, "k-1")
            refresh_later(answer.pair.refresh)
        return answer

    def retry():
        is_locked.wait(5)
        return refresh_later(token, "k-1")

    given, again = at_once([first, retry])

    assert (again.pair, again.is_replay) == (given.pair, True)
    assert Session.objects.get().revoked_at is None


@pytest.mark.django_db(transaction=True)
def test_after_a_parallel_refresh_and_logout_the_session_has_ended(api, client, at_once):
    logout = lambda: client.post("/api/v1/auth/logout/")  # noqa: E731

    answers = at_once([lambda: refresh(api, client.tokens.refresh)] * 5 + [logout])

    assert {answer.status_code for answer in answers[:5]} <= {200, 401}
    assert answers[5].status_code == 204
    assert Session.objects.get().revoked_at is not None
