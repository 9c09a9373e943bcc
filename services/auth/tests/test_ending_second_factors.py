"""The end of a second factor: disabled with the password, or by a new password by mail while it is on trial."""

import pytest
from authenticator import CONFIRM, DISABLE, ME, assert_refused, begin, enabled, log_in
from factories import PASSWORD, AccountFactory

from accounts.models import RecoveryCode, SecondFactor
from chassis.testing.operations import faults_of


@pytest.fixture
def ada():
    return AccountFactory(username="ada", email="ada@kith.test", email_verified=True)


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
