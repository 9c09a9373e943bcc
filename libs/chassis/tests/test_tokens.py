"""Tokens at the service: what is not exactly ours is refused. Ids are those of the security catalogue."""

import time
from uuid import uuid4

import pytest

from chassis.ids import uuid7
from chassis.testing.issuer import issuer
from gateway.testing.forgeries import EXPIRED, FORGERIES
from gateway.testing.forging import Forge
from gateway.testing.tokens import SigningKey


class ServiceKey(SigningKey):
    """The key that the service under test trusts."""

    def __init__(self):
        self.issuer = "https://kith.test"
        self.kid, self.private = issuer.signing_key()


KEY = ServiceKey()
FORGE = Forge(KEY, KEY.claims(sub=str(uuid7())), other_id=str(uuid4()))
GOOD = KEY.token()
FOR_SERVICES = {
    "a05_kid_long": lambda: FORGE.token({"kid": "a" * 100_000}),
    "a11_trailing_space": lambda: GOOD + " ",
    "a11_newline_inside": lambda: GOOD.replace(".", "\n.", 1),
    "a13_not_ascii": lambda: GOOD + "é",
    "no_username": lambda: FORGE.token(username=None),
    "roles_text": lambda: FORGE.token(roles="admin"),
}
"""What the gateway never passes on, or does not look at."""
REFUSED = FOR_SERVICES | {name: lambda make=each.make: make(FORGE) for name, each in FORGERIES.items()}


def ask(api, header, path="/me/"):
    return api().get(path, HTTP_AUTHORIZATION=header)


def test_a_token_that_is_ours_is_accepted(api):
    assert ask(api, f"Bearer {GOOD}").status_code == 200


@pytest.mark.parametrize("path", ["/me/", "/trivial/"], ids=["required", "public"])
@pytest.mark.parametrize("case", REFUSED)
def test_a_token_that_is_not_exactly_ours_is_refused(api, case, path):
    response = ask(api, f"Bearer {REFUSED[case]()}", path)

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith('Bearer error="invalid_token"')
    assert response.json()["code"] == ("token_expired" if case == EXPIRED else "token_invalid")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", f"Basic {GOOD}", f"Bearer  {GOOD}", GOOD, f"Token {GOOD}", ","]
)
def test_a01_another_form_of_the_header_is_refused(api, header):
    assert ask(api, header).status_code == 401


@pytest.mark.parametrize("query", [f"?access_token={GOOD}", f"?token={GOOD}"])
def test_a01_a_token_in_the_query_or_a_cookie_is_ignored(api, query):
    client = api()
    client.cookies["access"] = GOOD

    assert client.get(f"/me/{query}").status_code == 401


def test_a09_a_clock_that_is_a_little_late_does_no_harm(api):
    assert ask(api, f"Bearer {KEY.token(exp=int(time.time()) - 5)}").status_code == 200


@pytest.mark.parametrize("name", ["HTTP_X_USER_ID", "HTTP_REMOTE_USER", "HTTP_X_AUTH_USER", "REMOTE_USER"])
def test_b04_no_header_is_believed_for_identity(api, name):
    assert api().get("/me/", **{name: str(uuid7())}).status_code == 401
