"""The second factor: set up with the password and a first code, asked for at logins, disabled with the password."""

import json
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from clock import Clock
from django.utils import timezone
from factories import PASSWORD, AccountFactory

from accounts.attempts import MAX_WRONG_CODES as MAX_WRONG
from accounts.models import Account, RecoveryCode, SecondFactor, Session, SigningKey
from accounts.second_factors import step_of
from chassis.events.outbox.models import OutboxEntry
from chassis.jobs.models import Job
from chassis.testing.operations import faults_of
from personal_data.testing import exported_here

BEGIN, CONFIRM, DISABLE = (f"/api/v1/auth/totp/{name}" for name in ("", "confirm/", "disable/"))
LOGIN, ME = "/api/v1/auth/login/", "/api/v1/auth/me/"


@pytest.fixture
def ada():
    return AccountFactory(username="ada", email="ada@kith.test", email_verified=True)


@pytest.fixture
def clock(monkeypatch, signing_key):
    """Return the service's clock, which stands still; ``clock.forward(minutes=1)`` moves it."""
    clock = Clock()
    SigningKey.objects.filter(kid=signing_key.kid).update(activates_at=clock.now())
    monkeypatch.setattr(timezone, "now", clock.now)
    return clock


@pytest.fixture
def app(ada, logged_in, clock):
    """Return the app of an account whose second factor is in force; its next code is of the next step."""
    return enabled(logged_in(ada), clock)


class App:
    """An authenticator app and the recovery codes that were noted."""

    def __init__(self, secret, clock):
        self.totp, self.clock, self.recovery_codes = pyotp.TOTP(secret), clock, []

    def code(self, *, steps=0):
        """Return the code that is shown now, or some steps later."""
        return self.totp.at(self.clock.now(), counter_offset=steps)

    def wrong_code(self):
        """Return six digits that are not the code of any step nearby."""
        near = {self.code(steps=steps) for steps in range(-3, 4)}
        return next(code for code in ("000000", "111111", *map(str, range(100_000, 100_010))) if code not in near)


def begin(client, clock):
    response = client.post(BEGIN, {"password": PASSWORD})
    assert response.status_code == 201, response.content
    return App(response.json()["secret"], clock)


def enabled(client, clock):
    app = begin(client, clock)
    response = client.post(CONFIRM, {"code": app.code()})
    assert response.status_code == 200, response.content
    app.recovery_codes = response.json()["recovery_codes"]
    clock.forward(seconds=30)
    return app


def log_in(api, code=None, *, password=PASSWORD):
    return api().post(LOGIN, {"login": "ada", "password": password} | ({"code": code} if code is not None else {}))


def assert_refused(response, status, code):
    assert (response.status_code, response.json()["code"]) == (status, code)


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


def test_the_password_alone_starts_no_session(api, ada, app):
    before = Session.objects.count()

    response = log_in(api)

    assert_refused(response, 401, "second_factor_needed")
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert Session.objects.count() == before


def test_without_the_password_nobody_learns_that_there_is_a_second_factor(api, ada, app):
    assert_refused(log_in(api, password="wrong"), 401, "wrong_credentials")
    assert_refused(log_in(api, app.code(), password="wrong"), 401, "wrong_credentials")
    assert log_in(api, app.code()).status_code == 200


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_of_the_app_logs_in(api, ada, app, clock, steps):
    clock.forward(seconds=60)

    response = log_in(api, app.code(steps=steps))

    assert response.status_code == 200
    assert response.json()["user"]["has_second_factor"] is True


def test_a_code_is_taken_as_people_type_it(api, ada, app):
    code = app.code()

    assert log_in(api, f" {code[:3]} {code[3:]} ").status_code == 200


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_of_another_minute_is_refused(api, ada, app, clock, steps):
    clock.forward(minutes=5)
    while app.code(steps=steps) in {app.code(steps=near) for near in (-1, 0, 1)}:  # by chance, once in 300,000
        clock.forward(minutes=5)

    assert_refused(log_in(api, app.code(steps=steps)), 401, "wrong_second_factor")


def test_a_code_counts_once(api, ada, app):
    assert log_in(api, app.code()).status_code == 200
    assert_refused(log_in(api, app.code()), 401, "wrong_second_factor")


def test_after_a_code_earlier_ones_are_refused_too(api, ada, app, clock):
    clock.forward(minutes=1)
    earlier = app.code(steps=-1)

    assert log_in(api, app.code()).status_code == 200
    assert_refused(log_in(api, earlier), 401, "wrong_second_factor")


def test_the_code_that_confirmed_logs_nobody_in(api, ada, logged_in, clock):
    client = logged_in(ada)
    app = begin(client, clock)
    code = app.code()
    client.post(CONFIRM, {"code": code})

    assert_refused(log_in(api, code), 401, "wrong_second_factor")


@pytest.mark.django_db(transaction=True)
def test_a_code_that_is_used_ten_times_at_once_starts_one_session(api, ada, app, at_once):
    before, code = Session.objects.count(), app.code()

    answers = at_once([lambda: log_in(api, code)] * 10)

    assert [answer.status_code for answer in answers].count(200) == 1
    assert {answer.status_code for answer in answers} <= {200, 401, 429}
    assert Session.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_a_recovery_code_that_is_used_ten_times_at_once_starts_one_session(api, ada, app, at_once):
    before, code = Session.objects.count(), app.recovery_codes[0]

    answers = at_once([lambda: log_in(api, code)] * 10)

    assert [answer.status_code for answer in answers].count(200) == 1
    assert Session.objects.count() == before + 1
    assert RecoveryCode.objects.count() == 7


def test_each_recovery_code_logs_in_once_and_the_owner_learns_of_it(api, ada, app, mail):
    mail.sent()

    statuses = [log_in(api, code).status_code for code in app.recovery_codes]

    assert statuses == [200] * 8
    assert {each.subject for each in mail.sent()} == {"A recovery code was used"}
    assert RecoveryCode.objects.count() == 0
    assert_refused(log_in(api, app.recovery_codes[0]), 401, "wrong_second_factor")


def test_a_recovery_code_is_taken_in_capitals_and_without_hyphens(api, ada, app):
    assert log_in(api, app.recovery_codes[0].replace("-", "").upper()).status_code == 200
    assert_refused(log_in(api, app.recovery_codes[0]), 401, "wrong_second_factor")


def test_a_recovery_code_of_another_account_is_refused(api, ada, app, logged_in, clock):
    other = enabled(logged_in(AccountFactory(username="eve")), clock)

    assert_refused(log_in(api, other.recovery_codes[0]), 401, "wrong_second_factor")
    assert RecoveryCode.objects.count() == 16


def test_five_wrong_codes_block_every_code_for_a_quarter_of_an_hour(api, ada, app, clock, logged_in):
    client = logged_in(ada)
    for _ in range(MAX_WRONG):
        assert_refused(log_in(api, app.wrong_code()), 401, "wrong_second_factor")
    clock.forward(minutes=5)

    for code in (app.code(), app.recovery_codes[0], app.wrong_code()):
        response = log_in(api, code)
        assert_refused(response, 429, "rate_limited")
        assert response.headers["Retry-After"] == "600"
    assert client.get(ME).status_code == 200
    assert RecoveryCode.objects.count() == 8

    clock.forward(minutes=10)
    assert log_in(api, app.code()).status_code == 200


@pytest.mark.parametrize("code", ["123456789", "\ud800", "\x00", "", "x" * 65, 123456, ["123456"]])
def test_what_is_no_code_is_refused_and_starts_no_session(api, ada, app, code):
    before = Session.objects.count()

    body = json.dumps({"login": "ada", "password": PASSWORD, "code": code})
    response = api().post(LOGIN, body, content_type="application/json")

    assert response.status_code in (400, 401)
    assert Session.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_of_twenty_wrong_codes_at_once_five_are_compared(api, ada, app, at_once):
    wrong = app.wrong_code()

    answers = at_once([lambda: log_in(api, wrong)] * 20)

    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 15


def test_a_right_code_ends_the_count_of_wrong_ones(api, ada, app, clock):
    for _ in range(2):
        for _ in range(MAX_WRONG - 1):
            assert_refused(log_in(api, app.wrong_code()), 401, "wrong_second_factor")
        assert log_in(api, app.code()).status_code == 200
        clock.forward(seconds=30)


def test_guessing_the_first_code_ends_after_five_tries(ada, logged_in, clock):
    client = logged_in(ada)
    app = begin(client, clock)

    statuses = [client.post(CONFIRM, {"code": app.wrong_code()}).status_code for _ in range(6)]

    assert statuses == [400] * 5 + [429]
    assert client.post(CONFIRM, {"code": app.code()}).status_code == 429


def test_disabling_needs_the_password(api, ada, logged_in, app, mail):
    client = logged_in(ada)
    mail.sent()

    refused = client.post(DISABLE, {"password": "not this one"})

    assert faults_of(refused) == [("password", "wrong_password")]
    assert_refused(log_in(api), 401, "second_factor_needed")
    assert mail.sent() == []

    response = client.post(DISABLE, {"password": PASSWORD})

    assert (response.status_code, response.content) == (204, b"")
    assert client.get(ME).json()["has_second_factor"] is False
    assert (SecondFactor.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert [(each.to, each.subject) for each in mail.sent()] == [("ada@kith.test", "Your second factor was disabled")]
    assert log_in(api).status_code == 200


def test_only_a_second_factor_in_force_is_disabled(ada, logged_in, clock):
    client = logged_in(ada)
    app = begin(client, clock)

    assert_refused(client.post(DISABLE, {"password": PASSWORD}), 409, "second_factor_missing")
    assert client.post(CONFIRM, {"code": app.code()}).status_code == 200


FRESH = "a lighthouse in the morning fog"


def token_of(mail, subject):
    return next(each.token for each in mail.sent() if each.subject == subject)


def reset(api, mail, email):
    api().post("/api/v1/auth/password/reset/", {"email": email})
    token = token_of(mail, "Choose a new password")
    body = {"token": token, "password": FRESH, "password_confirm": FRESH}
    assert api().post("/api/v1/auth/password/reset/confirm/", body).status_code == 204


def test_a_new_password_by_mail_leaves_the_second_factor_after_its_trial(api, ada, app, clock, mail):
    clock.forward(days=7)

    reset(api, mail, ada.email)

    assert_refused(log_in(api, password=FRESH), 401, "second_factor_needed")
    assert log_in(api, app.code(), password=FRESH).status_code == 200


def test_a_new_password_by_mail_disables_a_second_factor_on_trial(api, ada, app, clock, mail):
    clock.forward(days=6, hours=23)

    reset(api, mail, ada.email)

    assert log_in(api, password=FRESH).json()["user"]["has_second_factor"] is False
    assert (SecondFactor.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert "Your second factor was disabled" in [each.subject for each in mail.sent()]


def test_who_verifies_an_address_that_a_stranger_registered_gets_past_the_strangers_second_factor(api, clock, mail):
    registration = {"username": "mallory", "email": "grace@kith.test"}
    answer = api().post("/api/v1/auth/register/", registration | {"password": PASSWORD, "password_confirm": PASSWORD})
    stranger = api()
    stranger.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access']}")
    token = token_of(mail, "Confirm your e-mail address")
    app = enabled(stranger, clock)
    clock.forward(hours=23)

    assert api().post("/api/v1/auth/email/verify/", {"token": token}).status_code == 204
    clock.forward(days=6, hours=23)
    reset(api, mail, "grace@kith.test")

    response = api().post("/api/v1/auth/login/", {"login": "grace@kith.test", "password": FRESH})
    assert response.json()["user"]["has_second_factor"] is False
    login = {"login": "mallory", "password": PASSWORD, "code": app.code()}
    assert_refused(api().post("/api/v1/auth/login/", login), 401, "wrong_credentials")
    assert stranger.get(ME).status_code == 401


def test_a_code_is_ignored_where_there_is_no_second_factor(api, ada):
    assert log_in(api, "123456").status_code == 200


def test_secrets_are_in_no_row_job_event_log_or_mail(api, ada, app, logged_in, mail, caplog, capfd):
    log_in(api, app.recovery_codes[0])
    log_in(api, app.code())
    rows = [list(model.objects.values()) for model in (Account, SecondFactor, RecoveryCode, Job, OutboxEntry)]
    found = (
        str(rows)
        + "".join(each.text + each.subject for each in mail.sent())
        + caplog.text
        + "".join(capfd.readouterr())
    )

    secrets = [
        app.totp.secret,
        app.code(),
        *app.recovery_codes,
        *(each.replace("-", "") for each in app.recovery_codes),
    ]
    assert [each for each in secrets if each in found] == []


def test_an_export_says_that_there_is_a_second_factor_and_since_when(api, ada, app, clock):
    log_in(api, app.recovery_codes[0])

    exported = exported_here(ada.id)

    [shown] = exported["second_factor"]
    assert datetime.fromisoformat(shown.pop("enabled_at")) == clock.now() - timedelta(seconds=30)
    assert shown == {"kind": "totp", "recovery_codes_left": 7}
    assert [each for each in (app.totp.secret, *app.recovery_codes) if each in json.dumps(exported)] == []


def test_an_export_has_no_second_factor_that_is_not_in_force(ada, logged_in, clock):
    begin(logged_in(ada), clock)

    assert exported_here(ada.id)["second_factor"] == []


RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The secret of these codes, "12345678901234567890" in base32."""

RFC_6238 = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"}
"""RFC 6238, appendix B: the last six of the eight digits of its SHA-1 codes."""


@pytest.mark.parametrize(("seconds", "code"), RFC_6238.items())
def test_codes_are_those_of_the_standard(seconds, code):
    assert step_of(code, secret=RFC_SECRET, now=datetime.fromtimestamp(seconds, UTC)) == seconds // 30
