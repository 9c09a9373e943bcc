"""Setting up a second factor: with the password and a first code; nothing is in force before."""

from datetime import datetime, timedelta

import pyotp
import pytest
from authenticator import BEGIN, CONFIRM, ME, App, assert_refused, begin, enabled, log_in
from factories import PASSWORD, AccountFactory

from accounts.limits import MAX_WRONG_CODES as MAX_WRONG
from accounts.models import RecoveryCode, SecondFactor, Session
from chassis.http.idempotency.models import IdempotencyKey
from chassis.testing.operations import faults_of


@pytest.fixture
def ada():
    return AccountFactory(username="ada", email="ada@kith.test", email_verified=True)


def test_a_second_factor_is_set_up_with_the_password_and_the_first_code(ada, logged_in, clock, mail):
    client = logged_in(ada)

    started = client.post(BEGIN, {"password": PASSWORD})

    body = started.json()
    assert started.status_code == 201
    assert body.keys() == {"secret", "otpauth_uri", "expires_at"}
    assert body["otpauth_uri"] == f"otpauth://totp/Kith:ada?secret={body['secret']}&issuer=Kith"
    assert len(body["secret"]) == 32
    assert datetime.fromisoformat(body["expires_at"]) == clock.now() + timedelta(minutes=10)
    assert client.get(ME).json()["has_second_factor"] is False

    confirmed = client.post(CONFIRM, {"code": pyotp.TOTP(body["secret"]).at(clock.now())})

    codes = confirmed.json()["recovery_codes"]
    assert (confirmed.status_code, confirmed.headers["Cache-Control"]) == (200, "private, no-store")
    assert (len(codes), len(set(codes)), {len(code) for code in codes}) == (8, 8, {19})
    assert client.get(ME).json()["has_second_factor"] is True
    assert [(each.to, each.subject) for each in mail.sent()] == [("ada@kith.test", "Your second factor was enabled")]


def test_nothing_is_in_force_before_the_first_code(api, ada, logged_in, clock, mail):
    begin(logged_in(ada), clock)

    response = log_in(api)

    assert response.status_code == 200
    assert response.json()["user"]["has_second_factor"] is False
    assert mail.sent() == []


def test_the_other_sessions_end_when_it_is_enabled(ada, logged_in, clock, emitted, api):
    here, there = logged_in(ada), logged_in(ada)

    enabled(here, clock)

    assert (here.get(ME).status_code, there.get(ME).status_code) == (200, 401)
    assert api().post("/api/v1/auth/refresh/", {"refresh": there.tokens.refresh}).status_code == 401
    ended = Session.objects.get(revoked_at__isnull=False)
    assert [(event.session_id, event.reason) for event in emitted()] == [(ended.id, "second_factor")]


def test_a_wrong_password_begins_nothing(ada, logged_in):
    response = logged_in(ada).post(BEGIN, {"password": "not this one"})

    assert response.status_code == 400
    assert faults_of(response) == [("password", "wrong_password")]
    assert SecondFactor.objects.count() == 0


def test_a_wrong_first_code_enables_nothing(api, ada, logged_in, clock, emitted, mail):
    here, there = logged_in(ada), logged_in(ada)
    app = begin(here, clock)

    response = here.post(CONFIRM, {"code": app.wrong_code()})

    assert response.status_code == 400
    assert faults_of(response) == [("code", "wrong_code")]
    assert log_in(api).status_code == 200
    assert there.get(ME).json()["has_second_factor"] is False
    assert (RecoveryCode.objects.count(), emitted(), mail.sent()) == (0, [], [])


@pytest.mark.parametrize("code", ["12345", "1234567", "abcdef", "\uff11\uff12\uff13\uff14\uff15\uff16"])
def test_a_first_code_has_six_digits(ada, logged_in, clock, code):
    client = logged_in(ada)
    begin(client, clock)

    assert faults_of(client.post(CONFIRM, {"code": code})) == [("code", "invalid")]
    assert SecondFactor.objects.get().wrong_count == 0


def test_a_set_up_ends_after_ten_minutes(ada, logged_in, clock):
    client = logged_in(ada)
    app = begin(client, clock)
    clock.forward(minutes=10)

    assert_refused(client.post(CONFIRM, {"code": app.code()}), 409, "second_factor_missing")
    assert client.get(ME).json()["has_second_factor"] is False


def test_beginning_again_replaces_the_secret(ada, logged_in, clock):
    client = logged_in(ada)
    first, second = begin(client, clock), begin(client, clock)

    assert first.code() == second.code() or client.post(CONFIRM, {"code": first.code()}).status_code == 400
    assert client.post(CONFIRM, {"code": second.code()}).status_code == 200


def test_a_second_factor_in_force_is_not_replaced(api, ada, logged_in, app):
    client = logged_in(ada)
    sealed = bytes(SecondFactor.objects.get().sealed_secret)

    assert_refused(client.post(BEGIN, {"password": PASSWORD}), 409, "second_factor_active")
    assert_refused(client.post(CONFIRM, {"code": app.code()}), 409, "second_factor_active")
    assert bytes(SecondFactor.objects.get().sealed_secret) == sealed
    assert log_in(api, app.code()).status_code == 200


def test_guessing_the_first_code_ends_after_five_tries(ada, logged_in, clock):
    client = logged_in(ada)
    app = begin(client, clock)

    statuses = [client.post(CONFIRM, {"code": app.wrong_code()}).status_code for _ in range(6)]

    assert statuses == [400] * 5 + [429]
    assert client.post(CONFIRM, {"code": app.code()}).status_code == 429


def test_beginning_again_with_its_key_gets_the_same_secret_which_is_readable_in_no_row(ada, logged_in, clock):
    client = logged_in(ada)

    first, again = (client.post(BEGIN, {"password": PASSWORD}, headers={"Idempotency-Key": "k-1"}) for _ in range(2))

    assert (again.status_code, again.content, again.headers["Idempotency-Replayed"]) == (201, first.content, "true")
    secret = first.json()["secret"]
    assert client.post(CONFIRM, {"code": App(secret, clock).code()}).status_code == 200
    (kept,) = IdempotencyKey.objects.all()
    assert secret.encode() not in b"".join([bytes(kept.id), bytes(kept.body), bytes(kept.fingerprint)])


def test_guessing_the_first_code_ends_after_five_tries_also_with_keys(ada, logged_in, clock):
    client = logged_in(ada)
    app = begin(client, clock)
    keys = [{"Idempotency-Key": f"k-{number}"} for number in range(MAX_WRONG)]

    assert [client.post(CONFIRM, {"code": app.wrong_code()}, headers=key).status_code for key in keys] == [400] * 5
    assert client.post(CONFIRM, {"code": app.code()}).status_code == 429
