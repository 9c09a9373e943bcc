"""Passwords: changed with the present one, or by a link that is mailed; what was open elsewhere ends."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories import PASSWORD, AccountFactory

from accounts.errors import WrongCredentials
from accounts.links import LIFETIMES, Purpose, token_of
from accounts.models import Account, EmailLink, Session
from accounts.services.sessions import session_start
from chassis.jobs.models import Job
from chassis.testing.operations import faults_of
from contracts.accounts import SessionRevoked

CHANGE, RESET, CONFIRM = (f"/api/v1/auth/password/{name}/" for name in ("change", "reset", "reset/confirm"))
FRESH = "a lighthouse in the morning fog"
NEW = {"password": FRESH, "password_confirm": FRESH}


@pytest.fixture
def ada():
    return AccountFactory(username="ada", email="ada@kith.test", email_verified=True)


def logs_in(api, password):
    return api().post("/api/v1/auth/login/", {"login": "ada", "password": password}).status_code == 200


def is_alive(client):
    return client.get("/api/v1/auth/me/").status_code == 200


def link_of(account, purpose=Purpose.RESET_PASSWORD, *, expires_at=None):
    expires_at = expires_at or timezone.now() + LIFETIMES[purpose]
    return EmailLink.objects.create(account=account, purpose=purpose, email=account.email, expires_at=expires_at)


def token(link):
    return token_of(link_id=link.id, purpose=link.purpose)


def assert_link_invalid(response):
    assert (response.status_code, response.json()["code"]) == (400, "link_invalid")


def test_A20_a_change_ends_the_other_sessions_only(api, ada, logged_in, emitted):
    here, there = logged_in(ada), logged_in(ada)

    response = here.post(CHANGE, NEW | {"current_password": PASSWORD})

    assert (response.status_code, response.content) == (204, b"")
    assert (is_alive(here), is_alive(there)) == (True, False)
    assert api().post("/api/v1/auth/refresh/", {"refresh": here.tokens.refresh}).status_code == 200
    assert api().post("/api/v1/auth/refresh/", {"refresh": there.tokens.refresh}).status_code == 401
    ended = Session.objects.get(revoked_at__isnull=False)
    assert [(type(event), event.session_id, event.reason) for event in emitted()] == [
        (SessionRevoked, ended.id, "password_changed")
    ]
    assert logs_in(api, FRESH)
    assert not logs_in(api, PASSWORD)


def test_the_owner_learns_of_a_change(ada, logged_in, mail):
    logged_in(ada).post(CHANGE, NEW | {"current_password": PASSWORD})

    (notice,) = mail.sent()
    assert (notice.to, notice.subject) == ("ada@kith.test", "Your password was changed")
    assert "token" not in notice.text


REFUSED = {
    "wrong": ({"current_password": "not this one"}, ("current_password", "wrong_password")),
    "short": ({"password": "Nb4-qV!", "password_confirm": "Nb4-qV!"}, ("password", "min_length")),
    "common": ({"password": "password123", "password_confirm": "password123"}, ("password", "too_common")),
    "differs": ({"password_confirm": "another"}, ("password_confirm", "password_mismatch")),
    "unchanged": ({"password": PASSWORD, "password_confirm": PASSWORD}, ("password", "unchanged")),
    "like-the-address": (
        {"password": "ada@kith.test", "password_confirm": "ada@kith.test"},
        ("password", "too_similar"),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_change_that_is_refused_changes_nothing(api, ada, logged_in, emitted, mail, case):
    fields, fault = REFUSED[case]
    here, there = logged_in(ada), logged_in(ada)

    response = here.post(CHANGE, NEW | {"current_password": PASSWORD} | fields)

    assert response.status_code == 400
    assert faults_of(response) == [fault]
    assert logs_in(api, PASSWORD)
    assert is_alive(there)
    assert emitted() == []
    assert mail.sent() == []


def test_every_fault_of_a_change_is_answered_at_once(ada, logged_in):
    response = logged_in(ada).post(CHANGE, {"new_password": "short", "password2": "other"})

    assert sorted(faults_of(response)) == [
        ("current_password", "required"),
        ("password", "min_length"),
        ("password_confirm", "password_mismatch"),
    ]


WRONG = {"current_password": "wrong"}
FAULTS = {
    "common": ({"password": "password123", "password2": "other"}, [("password", "too_common")]),
    "like-the-name": ({"password": "ada@kith.test", "password2": "other"}, [("password", "too_similar")]),
    "short": ({"password": "short", "password2": "other"}, [("password", "min_length")]),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_wrong_present_password_is_answered_with_the_faults_of_the_new_one(ada, logged_in, case):
    fields, faults = FAULTS[case]

    response = logged_in(ada).post(CHANGE, fields | WRONG)

    others = [("current_password", "wrong_password"), ("password_confirm", "password_mismatch")]
    assert sorted(faults_of(response)) == sorted(faults + others)


def test_a_present_password_is_compared_once(ada, logged_in, settings):
    settings.LIMIT_SCALE = 1
    client = logged_in(ada)
    body = {"current_password": PASSWORD, "password": PASSWORD, "password_confirm": PASSWORD}

    statuses = [client.post(CHANGE, body).status_code for _ in range(11)]

    assert statuses == [400] * 10 + [429]


def test_guessing_the_password_with_a_stolen_token_ends_after_ten_tries(ada, logged_in, settings):
    settings.LIMIT_SCALE = 1
    client = logged_in(ada)

    statuses = [client.post(CHANGE, NEW | {"current_password": "wrong"}).status_code for _ in range(12)]

    assert statuses == [400] * 10 + [429] * 2


def test_a_login_with_the_old_password_that_was_under_way_gets_no_session(ada, logged_in):
    old = ada.password
    logged_in(ada).post(CHANGE, NEW | {"current_password": PASSWORD})

    with pytest.raises(WrongCredentials):
        session_start(account_id=ada.id, device="", address=None, now=timezone.now(), password_hash=old)

    assert Session.objects.count() == 1


def test_links_that_were_mailed_end_with_the_password(ada, logged_in):
    for purpose in Purpose:
        link_of(ada, purpose)

    logged_in(ada).post(CHANGE, NEW | {"current_password": PASSWORD})

    assert [link.purpose for link in EmailLink.objects.all()] == ["verify_email"]


def test_A21_a_lost_password_is_replaced_by_a_link(api, ada, logged_in, mail, emitted):
    there = logged_in(ada)

    response = api().post(RESET, {"email": "ADA@kith.test"})
    (received,) = mail.sent()

    assert (response.status_code, response.content) == (202, b"")
    assert (received.to, received.subject) == ("ada@kith.test", "Choose a new password")
    assert f"https://kith.test/password/reset/#token={received.token}" in received.text
    assert api().post(CONFIRM, NEW | {"token": received.token}).status_code == 204
    assert logs_in(api, FRESH)
    assert not logs_in(api, PASSWORD)
    assert not is_alive(there)
    assert [event.reason for event in emitted()] == ["password_reset"]
    (notice,) = mail.sent()
    assert notice.subject == "Your password was changed"
    assert "every session was ended" in notice.text


def test_a_reset_token_works_once(api, ada):
    link = link_of(ada)
    api().post(CONFIRM, NEW | {"token": token(link)})

    assert_link_invalid(
        api().post(
            CONFIRM, {"password": "something else 1", "password_confirm": "something else 1", "token": token(link)}
        )
    )
    assert logs_in(api, FRESH)


@pytest.mark.django_db(transaction=True)
def test_a_reset_token_that_is_used_ten_times_at_once_works_once(api, ada, at_once):
    body = NEW | {"token": token(link_of(ada))}

    answers = at_once([lambda: api().post(CONFIRM, body)] * 10)

    assert sorted(answer.status_code for answer in answers) == [204] + [400] * 9
    assert Job.objects.count() == 1


def test_an_expired_token_and_one_of_another_kind_set_no_password(api, ada):
    expired, other = link_of(ada, expires_at=timezone.now()), link_of(ada, Purpose.VERIFY_EMAIL)

    for each in (token(expired), token(other), token_of(link_id=other.id, purpose=Purpose.RESET_PASSWORD), "x"):
        assert_link_invalid(api().post(CONFIRM, NEW | {"token": each}))
    assert logs_in(api, PASSWORD)


def test_a_link_lives_an_hour(api, ada, mail):
    api().post(RESET, {"email": "ada@kith.test"})
    mail.sent()

    left = (EmailLink.objects.get().expires_at - timezone.now()).total_seconds()
    assert 3500 < left <= 3600


def test_a_weak_password_leaves_the_link_good(api, ada):
    link = link_of(ada)

    response = api().post(
        CONFIRM, {"token": token(link), "password": "ada@kith.test", "password_confirm": "ada@kith.test"}
    )

    assert faults_of(response) == [("password", "too_similar")]
    assert api().post(CONFIRM, NEW | {"token": token(link)}).status_code == 204


def test_every_fault_of_a_new_password_by_mail_is_answered_at_once(api, ada):
    body = {"password": "ada@kith.test", "password_confirm": "another"}

    answers = [api().post(CONFIRM, body | {"token": sent}) for sent in (token(link_of(ada)), "wrong")]

    mismatch = ("password_confirm", "password_mismatch")
    assert [faults_of(answer) for answer in answers] == [[("password", "too_similar"), mismatch], [mismatch]]
    assert Account.objects.get().password == ada.password


def test_known_and_unknown_addresses_take_the_same_statements_and_get_the_same_answer(api, ada, mail):
    AccountFactory(username="unverified", email="unverified@kith.test")
    found = []

    for address in ("ada@kith.test", "nobody@kith.test", "unverified@kith.test"):
        with CaptureQueriesContext(connection) as queries:
            response = api().post(RESET, {"email": address})
        found.append((response.status_code, response.content, len(queries)))

    assert found == [(202, b"", found[0][2])] * 3
    assert [each.to for each in mail.sent()] == ["ada@kith.test"]
    assert Job.objects.count() == 0


def test_asking_for_one_address_ends_after_two_tries_whoever_has_it(api, ada, settings):
    settings.LIMIT_SCALE = 1
    spellings = ["ada@kith.test", "ADA@kith.test", "\uff41da@kith.test"]

    assert [api().post(RESET, {"email": each}).status_code for each in spellings] == [202, 202, 429]
    assert [api().post(RESET, {"email": "no@kith.test"}).status_code for _ in range(3)] == [202, 202, 429]


def test_asking_for_tags_that_nobody_has_does_not_keep_the_owner_from_a_new_password(api, ada, mail, settings):
    settings.LIMIT_SCALE = 1
    for tag in range(5):
        assert api().post(RESET, {"email": f"ada+{tag}@kith.test"}).status_code == 202

    assert api().post(RESET, {"email": "ada@kith.test"}).status_code == 202
    assert [each.to for each in mail.sent()] == ["ada@kith.test"]


def test_no_hash_is_spent_on_a_token_of_nobody(api, ada, settings):
    settings.ARGON2_PASSES, settings.PASSWORD_HASHERS = 0, ["accounts.passwords.NoSuchHasher"]

    assert_link_invalid(api().post(CONFIRM, NEW | {"token": "A" * 64}))
    assert Account.objects.get().password == ada.password
