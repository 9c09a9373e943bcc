"""What proves who somebody is, from the first mail on: through the gateway, with the mails that arrive."""

import pytest

from stack.handle import Handle
from tests.e2e.client import PASSWORD, Person, name_like
from tests.e2e.mailbox import Mailbox


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
