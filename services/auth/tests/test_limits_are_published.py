"""Every limit that can refuse a request is in the API document, at the operation that it refuses."""

import re

import pytest
from factories import PASSWORD, AccountFactory

from chassis.openapi import document

WINDOWS = {"60": "minute", "900": "15minutes", "3600": "hour"}
LOGIN = {"login": "nobody", "password": PASSWORD}
NEW = {"password": "a lighthouse in the morning fog", "password_confirm": "a lighthouse in the morning fog"}

REQUESTS = {
    "login/": (LOGIN, "login-name"),
    "password/reset/": ({"email": "ada@kith.test"}, "password-reset"),
    "password/change/": (NEW | {"current_password": "wrong"}, "reauthenticate"),
    "email/change/": ({"email": "x@new.test", "password": "wrong"}, "reauthenticate"),
    "email/resend/": (None, "mail"),
    "totp/": ({"password": "wrong"}, "reauthenticate"),
    "totp/disable/": ({"password": "wrong"}, "reauthenticate"),
}


@pytest.mark.parametrize("path", REQUESTS)
def test_the_limit_of_a_429_is_in_the_document(logged_in, settings, path):
    settings.LIMIT_SCALE = 1
    client = logged_in(AccountFactory(username="ada", email="ada@kith.test"))
    body, name = REQUESTS[path]

    answers = [client.post(f"/api/v1/auth/{path}", body) for _ in range(11)]

    refused = next(answer for answer in answers if answer.status_code == 429)
    policy, quota, window = re.fullmatch(r'"(.*)";q=(\d+);w=(\d+)', refused.headers["RateLimit-Policy"]).groups()
    assert policy == name
    assert (name, f"{quota}/{WINDOWS[window]}") in limits_of(path)


def limits_of(path):
    published = document()["paths"][f"/api/v1/auth/{path}"]["post"]["x-limits"]
    return [(each["name"], each["rate"]) for each in published]


def test_a_login_has_no_limit_by_account():
    published = document()["paths"]["/api/v1/auth/login/"]["post"]["x-limits"]

    assert "account" not in [each["per"] for each in published]
