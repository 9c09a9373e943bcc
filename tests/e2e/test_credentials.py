"""Addresses, passwords and second factors, from the first mail on: through the gateway, with the mails that arrive."""

import pyotp
import pytest

from stack.handle import Handle
from tests.e2e.client import PASSWORD, Person, name_like
from tests.e2e.mailbox import Mailbox
from tests.e2e.waiting import eventually

FRESH = "a lighthouse in the morning fog"


@pytest.fixture
def mailbox(stack) -> Mailbox:
    if not isinstance(stack, Handle):
        pytest.skip("needs the folder of mails of a stack on this machine")
    return Mailbox(stack.layout.mail)


def test_an_address_is_confirmed_and_changed(ada: Person, http, mailbox):
    token = mailbox.token(ada.email, "Confirm your e-mail address")
    assert http.post("/api/v1/auth/email/verify/", json={"token": token}).status_code == 204
    assert ada.get("auth/me/").json()["email_verified"] is True

    fresh = f"{name_like('fresh')}@example.org"
    assert ada.post("auth/email/change/", {"email": fresh, "password": PASSWORD}).status_code == 202
    assert mailbox.newest(ada.email, "Your e-mail address is about to change")
    token = mailbox.token(fresh, "Confirm your new e-mail address")
    assert http.post("/api/v1/auth/email/verify/", json={"token": token}).status_code == 204
    assert ada.get("auth/me/").json()["email"] == fresh


def test_A21_a_lost_password_is_replaced_and_ends_every_session(ada: Person, http, mailbox):
    verify = mailbox.token(ada.email, "Confirm your e-mail address")
    http.post("/api/v1/auth/email/verify/", json={"token": verify})

    assert http.post("/api/v1/auth/password/reset/", json={"email": ada.email}).status_code == 202
    body = {"token": mailbox.token(ada.email, "Choose a new password"), "password": FRESH, "password_confirm": FRESH}
    assert http.post("/api/v1/auth/password/reset/confirm/", json=body).status_code == 204

    eventually(lambda: ada.get("feed/").status_code == 401, within=2)
    login = {"login": ada.username, "password": PASSWORD}
    assert http.post("/api/v1/auth/login/", json=login).status_code == 401
    assert http.post("/api/v1/auth/login/", json=login | {"password": FRESH}).status_code == 200
    assert mailbox.newest(ada.email, "Your password was changed")


def test_A20_a_change_of_the_password_ends_the_other_sessions_at_the_gateway(ada: Person, http):
    other = http.post("/api/v1/auth/login/", json={"login": ada.username, "password": PASSWORD}).json()["access"]
    body = {"current_password": PASSWORD, "password": FRESH, "password_confirm": FRESH}

    assert ada.post("auth/password/change/", body).status_code == 204

    headers = {"Authorization": f"Bearer {other}"}
    eventually(lambda: http.get("/api/v1/feed/", headers=headers).status_code == 401, within=2)
    assert ada.get("feed/").status_code == 200


def test_a_second_factor_is_asked_for_and_replaced_by_a_recovery_code(ada: Person, http, mailbox):
    login = {"login": ada.username, "password": PASSWORD}
    app = pyotp.TOTP(ada.post("auth/totp/", {"password": PASSWORD}).json()["secret"])
    codes = ada.post("auth/totp/confirm/", {"code": app.now()}).json()["recovery_codes"]

    refused = http.post("/api/v1/auth/login/", json=login)
    assert (refused.status_code, refused.json()["code"]) == (401, "second_factor_needed")
    assert http.post("/api/v1/auth/login/", json=login | {"code": codes[0]}).status_code == 200
    assert mailbox.newest(ada.email, "A recovery code was used")

    assert ada.post("auth/totp/disable/", {"password": PASSWORD}).status_code == 204
    assert http.post("/api/v1/auth/login/", json=login).status_code == 200
    assert mailbox.newest(ada.email, "Your second factor was disabled")


def test_a_deleted_account_gets_a_last_mail(newcomer, mailbox):
    gone = newcomer("gone")
    assert gone.delete("auth/account/").status_code == 202

    assert mailbox.newest(gone.email, "Your account was deleted")
