"""E-mail addresses: confirmed by a link that works once, changed by a link to the new one, revealed to nobody."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories import PASSWORD, AccountFactory

from accounts.links import LIFETIMES, Purpose, token_of
from accounts.models import Account, EmailLink
from chassis.jobs.models import Job
from chassis.testing.operations import faults_of

VERIFY, RESEND, CHANGE = (f"/api/v1/auth/email/{name}/" for name in ("verify", "resend", "change"))
REGISTRATION = {"username": "ada", "email": "ada@kith.test", "password": PASSWORD, "password_confirm": PASSWORD}


@pytest.fixture
def ada():
    return AccountFactory(username="ada", email="ada@kith.test")


def register(api, **changes):
    assert api().post("/api/v1/auth/register/", REGISTRATION | changes).status_code == 201


def link_of(account, purpose=Purpose.VERIFY_EMAIL, *, expires_at=None):
    expires_at = expires_at or timezone.now() + LIFETIMES[purpose]
    return EmailLink.objects.create(account=account, purpose=purpose, email=account.email, expires_at=expires_at)


def assert_link_invalid(response):
    assert (response.status_code, response.json()["code"]) == (400, "link_invalid")


def test_registering_sends_a_link_that_confirms_the_address(api, mail):
    register(api)
    (received,) = mail.sent()

    response = api().post(VERIFY, {"token": received.token})

    assert (received.to, received.subject) == ("ada@kith.test", "Confirm your e-mail address")
    assert response.status_code == 204
    assert Account.objects.get().email_verified is True
    assert EmailLink.objects.count() == 0


def test_a_mail_has_a_plain_and_an_html_form_with_the_same_link(api, mail):
    register(api)
    (received,) = mail.sent()

    url = f"https://kith.test/email/verify/#token={received.token}"
    assert url in received.text
    assert f'href="{url}"' in received.html
    assert received.message["From"] == "Kith <no-reply@kith.test>"
    assert received.message["Auto-Submitted"] == "auto-generated"
    assert received.token not in str(received.message["Subject"])


def test_a_username_that_is_a_host_is_no_link_in_a_mail(api, mail):
    register(api, username="evil.com")
    (received,) = mail.sent()

    assert "Hello evil.com," in received.html
    assert re.findall(r'href="([^"]*)"', received.html) == [f"https://kith.test/email/verify/#token={received.token}"]


def test_a_token_works_once(api, mail):
    register(api)
    (received,) = mail.sent()
    api().post(VERIFY, {"token": received.token})

    assert_link_invalid(api().post(VERIFY, {"token": received.token}))


@pytest.mark.django_db(transaction=True)
def test_a_token_that_is_used_ten_times_at_once_works_once(api, ada, at_once):
    token = token_of(link_id=link_of(ada).id, purpose=Purpose.VERIFY_EMAIL)

    answers = at_once([lambda: api().post(VERIFY, {"token": token})] * 10)

    assert sorted(answer.status_code for answer in answers) == [204] + [400] * 9


def test_an_expired_token_confirms_nothing(api, ada):
    link = link_of(ada, expires_at=timezone.now())

    assert_link_invalid(api().post(VERIFY, {"token": token_of(link_id=link.id, purpose=link.purpose)}))
    assert Account.objects.get().email_verified is False


def test_a_token_for_a_new_password_confirms_no_address(api, ada):
    link = link_of(ada, Purpose.RESET_PASSWORD)

    for purpose in Purpose:
        assert_link_invalid(api().post(VERIFY, {"token": token_of(link_id=link.id, purpose=purpose)}))
    assert Account.objects.get().email_verified is False


FORGERIES = {
    "shorter": lambda token: token[:-1],
    "padded": lambda token: f"{token}=",
    "longer": lambda token: f"{token[:40]}-{token[40:]}",
    "other-id": lambda token: f"B{token[1:]}",
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_token_that_was_changed_confirms_nothing(api, ada, name):
    link = link_of(ada)

    assert_link_invalid(api().post(VERIFY, {"token": FORGERIES[name](token_of(link_id=link.id, purpose=link.purpose))}))
    assert EmailLink.objects.count() == 1


@pytest.mark.parametrize("token", ["x", "A" * 64, "é", "-", "A" * 200])
def test_a_token_of_nobody_is_refused(api, token):
    assert_link_invalid(api().post(VERIFY, {"token": token}))


def test_of_two_accounts_with_one_address_one_can_confirm_it(api, ada):
    link, late = link_of(ada), link_of(AccountFactory(username="eve", email=ada.email))
    api().post(VERIFY, {"token": token_of(link_id=link.id, purpose=link.purpose)})

    assert_link_invalid(api().post(VERIFY, {"token": token_of(link_id=late.id, purpose=late.purpose)}))
    assert Account.objects.get(username="eve").email_verified is False


def test_whoever_registers_with_a_confirmed_address_gets_no_link(api, mail):
    AccountFactory(username="owner", email="ada@kith.test", email_verified=True)
    register(api)

    (received,) = mail.sent()

    assert (received.to, received.subject) == ("ada@kith.test", "Your e-mail address was entered again")
    assert "log in as owner" in received.text
    assert "token" not in received.text
    assert EmailLink.objects.count() == 0


def test_no_token_is_in_the_database(api, mail):
    register(api)

    state = str(Job.objects.values_list("state", flat=True).get())
    (received,) = mail.sent()

    assert received.token not in state
    assert Job.objects.count() == 0


def test_me_says_whether_the_address_is_confirmed(api, mail, ada, logged_in):
    link = link_of(ada)
    api().post(VERIFY, {"token": token_of(link_id=link.id, purpose=link.purpose)})

    assert logged_in(ada).get("/api/v1/auth/me/").json()["email_verified"] is True


def test_another_link_can_be_asked_for(api, mail, ada, logged_in):
    first = link_of(ada)

    response = logged_in(ada).post(RESEND)
    (received,) = mail.sent()

    assert (response.status_code, response.content) == (202, b"")
    assert received.token != token_of(link_id=first.id, purpose=first.purpose)
    assert EmailLink.objects.count() == 2
    assert api().post(VERIFY, {"token": received.token}).status_code == 204


def test_a_confirmed_address_needs_no_other_link(mail, logged_in):
    response = logged_in(AccountFactory(email_verified=True)).post(RESEND)

    assert (response.status_code, response.json()["code"]) == (409, "email_verified")
    assert mail.sent() == []


def test_an_account_causes_three_mails_a_minute(ada, logged_in, settings):
    settings.LIMIT_SCALE = 1
    client = logged_in(ada)

    assert [client.post(RESEND).status_code for _ in range(4)] == [202] * 3 + [429]
    assert Job.objects.count() == 3


def test_requests_that_cause_no_mail_use_up_no_limit_of_mails(ada, logged_in, settings):
    settings.LIMIT_SCALE = 1
    client = logged_in(ada)
    unchanged, wrong = {"email": ada.email, "password": PASSWORD}, {"email": "x@new.test", "password": "wrong"}

    refused = [client.post(CHANGE, body).status_code for body in (unchanged, wrong) * 2]

    assert refused == [400] * 4
    assert [client.post(RESEND).status_code for _ in range(4)] == [202] * 3 + [429]


def test_a_confirmed_address_uses_up_no_limit_of_mails(ada, logged_in, settings):
    settings.LIMIT_SCALE = 1
    client = logged_in(ada)
    Account.objects.update(email_verified=True)
    assert [client.post(RESEND).status_code for _ in range(4)] == [409] * 4

    asked = [client.post(CHANGE, {"email": f"{n}@new.test", "password": PASSWORD}).status_code for n in range(4)]

    assert asked == [202] * 3 + [429]
    assert EmailLink.objects.get().email == "2@new.test"


def test_a_new_address_counts_once_it_is_confirmed(api, mail, ada, logged_in):
    client = logged_in(ada)

    response = client.post(CHANGE, {"email": "Ada@New.Test", "password": PASSWORD})
    notice, link = mail.sent()

    assert (response.status_code, response.content) == (202, b"")
    assert (notice.to, notice.subject) == ("ada@kith.test", "Your e-mail address is about to change")
    assert (link.to, link.subject) == ("ada@new.test", "Confirm your new e-mail address")
    assert "ada@new.test" not in notice.text
    assert client.get("/api/v1/auth/me/").json()["email"] == "ada@kith.test"
    assert api().post(VERIFY, {"token": link.token}).status_code == 204
    me = client.get("/api/v1/auth/me/").json()
    assert (me["email"], me["email_verified"]) == ("ada@new.test", True)


def test_a_link_to_another_new_address_ends_the_one_before(api, mail, ada, logged_in):
    client = logged_in(ada)
    client.post(CHANGE, {"email": "one@new.test", "password": PASSWORD})
    _, first = mail.sent()
    client.post(CHANGE, {"email": "two@new.test", "password": PASSWORD})
    _, second = mail.sent()

    assert_link_invalid(api().post(VERIFY, {"token": first.token}))
    assert api().post(VERIFY, {"token": second.token}).status_code == 204
    assert Account.objects.get().email == "two@new.test"


def test_every_link_ends_when_the_address_changes(api, mail, ada, logged_in):
    reset, verify = link_of(ada, Purpose.RESET_PASSWORD), link_of(ada)
    logged_in(ada).post(CHANGE, {"email": "ada@new.test", "password": PASSWORD})
    _, link = mail.sent()

    api().post(VERIFY, {"token": link.token})

    assert not EmailLink.objects.filter(id__in=[reset.id, verify.id]).exists()


def test_a_change_needs_the_password(mail, ada, logged_in):
    response = logged_in(ada).post(CHANGE, {"email": "ada@new.test", "password": "not this one"})

    assert (response.status_code, faults_of(response)) == (400, [("password", "wrong_password")])
    assert mail.sent() == []
    assert EmailLink.objects.count() == 0


@pytest.mark.parametrize(("email", "code"), [("nobody", "invalid"), ("ada@kith.test", "unchanged"), (None, "null")])
def test_every_fault_of_a_change_is_answered_at_once(mail, ada, logged_in, email, code):
    response = logged_in(ada).post(CHANGE, {"email": email, "password": "not this one"})

    assert (response.status_code, faults_of(response)) == (400, [("email", code), ("password", "wrong_password")])
    assert (mail.sent(), EmailLink.objects.count()) == ([], 0)


def test_guessing_the_password_with_a_stolen_token_ends_after_ten_tries(ada, logged_in, settings):
    settings.LIMIT_SCALE = 1
    client = logged_in(ada)

    statuses = [client.post(CHANGE, {"email": "x@new.test", "password": "wrong"}).status_code for _ in range(12)]

    assert statuses == [400] * 10 + [429] * 2


def test_the_present_address_is_no_new_one(mail, ada, logged_in):
    response = logged_in(ada).post(CHANGE, {"email": "ADA@kith.test", "password": PASSWORD})

    assert faults_of(response) == [("email", "unchanged")]
    assert mail.sent() == []


def test_an_address_of_somebody_else_is_answered_alike_and_gets_no_link(mail, ada, logged_in):
    AccountFactory(username="owner", email="owner@kith.test", email_verified=True)
    client = logged_in(ada)
    client.post(CHANGE, {"email": "first@kith.test", "password": PASSWORD})  # prepares statements

    with CaptureQueriesContext(connection) as free:
        one = client.post(CHANGE, {"email": "free@kith.test", "password": PASSWORD})
    mail.sent()
    with CaptureQueriesContext(connection) as taken:
        other = client.post(CHANGE, {"email": "owner@kith.test", "password": PASSWORD})
    to_ada, to_owner = mail.sent()

    assert (one.status_code, one.content) == (other.status_code, other.content) == (202, b"")
    assert len(free) == len(taken)
    assert to_ada.subject == "Your e-mail address is about to change"
    assert (to_owner.to, to_owner.subject) == ("owner@kith.test", "Your e-mail address was entered again")
    assert EmailLink.objects.count() == 0


@pytest.mark.parametrize("email", ["nowhere", "a@b\r\nBcc: x@y.test", "", "x" * 330])
def test_what_is_no_address_is_refused(mail, ada, logged_in, email):
    response = logged_in(ada).post(CHANGE, {"email": email, "password": PASSWORD})

    assert response.status_code == 400
    assert [field for field, _ in faults_of(response)] == ["email"]
    assert mail.sent() == []
