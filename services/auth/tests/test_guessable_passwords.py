"""I: passwords that are guessed by rule are refused wherever a password is chosen."""

import pytest
from factories import PASSWORD, AccountFactory

from accounts.models import Account
from chassis.testing.operations import faults_of

pytestmark = pytest.mark.django_db
REGISTER, CHANGE = "/api/v1/auth/register/", "/api/v1/auth/password/change/"
NAMES = {"username": "ada.lovelace", "email": "countess@ockham.test"}
REFUSED = {
    "spaces": (" " * 8, "too_simple"),
    "one-character": ("a" * 12, "too_simple"),
    "two-in-turn": ("1a" * 6, "too_simple"),
    "a-group": ("abcd" * 3, "too_simple"),
    "runs": ("abcd12345678", "too_simple"),
    "a-run-down": ("zyxwvuts9", "too_simple"),
    "full-width": ("".join(chr(ord(c) + 0xFEE0) for c in "abcdefghij"), "too_simple"),
    "the-name": ("ada.lovelace", "too_similar"),
    "the-name-and-a-run": ("Ada.Lovelace12345", "too_similar"),
    "the-address": ("countess@ockham.test", "too_similar"),
    "part-of-the-address": ("countess2222", "too_similar"),
    "the-domain": ("Ockham-1!!", "too_similar"),
    "the-service": ("Kith1234!", "too_similar"),
}
TAKEN = [
    "analytical-engine-1843",
    "kith and kin of mine",
    "ada.lovelace writes to babbage",
    "Nb4-qV!x",
    "пароль-Графини",
]


def form(password):
    return NAMES | {"password": password, "password_confirm": password}


@pytest.mark.parametrize("case", REFUSED)
def test_I_what_follows_a_rule_is_refused_at_registration_and_at_a_change(api, logged_in, case):
    password, code = REFUSED[case]
    client = logged_in(AccountFactory(**NAMES))

    registered = api().post(REGISTER, form(password))
    changed = client.post(CHANGE, {"current_password": PASSWORD, "password": password, "password_confirm": password})

    assert faults_of(changed) == [("password", code)]
    assert [fault for fault in faults_of(registered) if fault[0] == "password"] == [("password", code)]
    assert Account.objects.count() == 1


@pytest.mark.parametrize("password", TAKEN)
def test_what_follows_none_is_taken_also_with_such_a_word_in_it(api, password):
    assert api().post(REGISTER, form(password)).status_code == 201
