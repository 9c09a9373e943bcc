"""Suspending an account and reinstating it: who may, what ends, what is published, what a login answers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from factories import PASSWORD, AccountFactory

from accounts.models import Account, AuditEntry, Session, Suspension
from accounts.services.suspensions import suspensions_end
from chassis.ids import uuid7
from chassis.testing.plans import rows_read
from contracts.accounts import AccountStateChanged, SessionRevoked

pytestmark = pytest.mark.django_db

ACCOUNTS = "/api/v1/auth/admin/accounts/"
BODY = {"reason": "Spam in comments."}


def address(account) -> str:
    return f"{ACCOUNTS}{account.id}/suspension/"


@pytest.fixture
def moderator(logged_in):
    return logged_in(AccountFactory(roles=["user", "moderator"]))


@pytest.fixture
def admin(logged_in):
    return logged_in(AccountFactory(roles=["user", "admin"]))


def log_in(api, account, password=PASSWORD):
    return api().post("/api/v1/auth/login/", {"login": account.username, "password": password}, format="json")


def body_of(response):
    return {name: value for name, value in response.json().items() if name != "request_id"}


def test_a_suspended_account_is_shown_with_the_reason(moderator):
    account, until = AccountFactory(), (timezone.now() + timedelta(days=7)).replace(microsecond=0)

    response = moderator.put(address(account), BODY | {"until": until.isoformat()}, format="json")

    assert response.status_code == 200, response.content
    shown = response.json()
    stored = Suspension.objects.get()
    moments = {name: at.isoformat().replace("+00:00", "Z") for name, at in (("since", stored.since), ("until", until))}
    assert shown["suspension"] == {"reason": "Spam in comments.", "by_id": str(stored.by_id), **moments}
    assert (shown["id"], shown["username"], shown["state"]) == (str(account.id), account.username, "suspended")
    assert "email" not in shown
    assert moderator.get(f"{ACCOUNTS}{account.id}/").json() == response.json()


def test_its_sessions_end_and_its_state_is_published(moderator, logged_in, emitted):
    account = AccountFactory()
    clients = [logged_in(account) for _ in range(3)]

    moderator.put(address(account), BODY, format="json")

    ends = [event for event in emitted() if isinstance(event, SessionRevoked)]
    assert {(end.account_id, end.reason) for end in ends} == {(account.id, "suspended")}
    assert len(ends) == 3
    [state] = [event for event in emitted() if isinstance(event, AccountStateChanged)]
    assert (state.account_id, state.state, state.version) == (account.id, "suspended", 2)
    assert [client.get("/api/v1/auth/me/").json()["code"] for client in clients] == ["session_ended"] * 3
    assert not Session.objects.filter(account=account, revoked_at=None).exists()


def test_login_and_refresh_answer_as_without_the_account(api, moderator, logged_in):
    account = AccountFactory()
    client = logged_in(account)
    moderator.put(address(account), BODY, format="json")

    suspended, wrong = log_in(api, account), log_in(api, account, "not the password at all")

    assert (suspended.status_code, body_of(suspended)) == (wrong.status_code, body_of(wrong)) == (401, body_of(wrong))
    assert wrong.json()["code"] == "wrong_credentials"
    refresh = api().post("/api/v1/auth/refresh/", {"refresh": client.tokens.refresh}, format="json")
    assert (refresh.status_code, refresh.json()["code"]) == (401, "session_ended")
    assert Session.objects.filter(account=account, revoked_at=None).count() == 0


def test_suspending_again_changes_only_what_differs(moderator, emitted):
    account = AccountFactory()
    moderator.put(address(account), BODY, format="json")
    since = Suspension.objects.get().since
    before = len(emitted())

    again = moderator.put(address(account), BODY, format="json")
    other = moderator.post(address(account), {"reason": "Threats."}, format="json")

    assert [again.status_code, other.status_code] == [200, 200]
    assert other.json()["suspension"]["reason"] == "Threats."
    assert Suspension.objects.get().since == since
    assert len(emitted()) == before
    assert list(AuditEntry.objects.order_by("id").values_list("act", flat=True)) == ["suspend", "change_suspension"]


def test_a_reinstated_account_logs_in_again(api, moderator, emitted):
    account = AccountFactory()
    moderator.put(address(account), BODY, format="json")

    responses = [moderator.delete(address(account)) for _ in range(2)]

    assert [(each.status_code, each.json()["state"], each.json()["suspension"]) for each in responses] == [
        (200, "active", None)
    ] * 2
    states = [event for event in emitted() if isinstance(event, AccountStateChanged)]
    assert [(state.state, state.version) for state in states] == [("suspended", 2), ("active", 3)]
    assert log_in(api, account).status_code == 200
    assert AuditEntry.objects.filter(act="reinstate").count() == 1


def test_reinstating_an_account_that_is_not_suspended_changes_nothing(moderator, emitted):
    account = AccountFactory()

    assert moderator.delete(address(account)).status_code == 200

    assert not AuditEntry.objects.exists()
    assert emitted() == []


@pytest.mark.parametrize("roles", [["user", "moderator"], ["user", "admin"]])
def test_a_moderator_suspends_and_reinstates_none_of_the_staff(moderator, admin, roles):
    account = AccountFactory(roles=roles)

    refused = moderator.put(address(account), BODY, format="json")
    allowed = admin.put(address(account), BODY, format="json")
    kept = moderator.delete(address(account))

    assert (refused.status_code, refused.json()["code"]) == (403, "staff_protected")
    assert allowed.status_code == 200
    assert (kept.status_code, Account.objects.get(id=account.id).state) == (403, "suspended")
    assert AuditEntry.objects.count() == 1


def test_nobody_suspends_themselves(logged_in, emitted):
    for role in ("moderator", "admin"):
        account = AccountFactory(roles=["user", role])

        response = logged_in(account).put(address(account), BODY, format="json")

        assert (response.status_code, response.json()["code"]) == (409, "own_account")
    assert not Suspension.objects.exists()
    assert emitted() == []


def test_an_unknown_account_is_not_found(moderator):
    unknown = f"{ACCOUNTS}{uuid7()}/"
    answers = [
        moderator.get(unknown),
        moderator.put(f"{unknown}suspension/", BODY, format="json"),
        moderator.delete(f"{unknown}suspension/"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 3


def test_a_deleted_account_is_not_found_and_stays_deleted(moderator):
    account = AccountFactory(state="deleted", state_version=2)

    answers = [
        moderator.get(f"{ACCOUNTS}{account.id}/"),
        moderator.put(address(account), BODY, format="json"),
        moderator.delete(address(account)),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert str(account.id) not in moderator.get(ACCOUNTS).content.decode()
    assert (Account.objects.get(id=account.id).state, Suspension.objects.count()) == ("deleted", 0)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "reason"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        (BODY | {"until": "2020-01-01T00:00:00Z"}, "until"),
        (BODY | {"until": "2030-01-01T00:00:00"}, "until"),
        (BODY | {"until": "9999-12-31T23:59:59Z"}, "until"),
        (BODY | {"until": 5}, "until"),
        (BODY | {"state": "active"}, "state"),
    ],
)
def test_what_is_not_valid_suspends_nobody(moderator, body, field):
    account = AccountFactory()

    response = moderator.put(address(account), body, format="json")

    assert response.status_code == 400
    assert [fault["field"] for fault in response.json()["errors"]] == [field]
    assert Account.objects.get(id=account.id).state == "active"


def test_a_suspension_with_an_end_ends_by_itself(moderator, emitted, api):
    ended, kept = AccountFactory(), AccountFactory()
    until = (timezone.now() + timedelta(days=1)).isoformat()
    for account in (ended, kept):
        moderator.put(address(account), BODY | {"until": until}, format="json")
    Suspension.objects.filter(account=ended).update(until=timezone.now())

    suspensions_end()
    suspensions_end()

    assert {a.id: a.state for a in Account.objects.filter(id__in=[ended.id, kept.id])} == {
        ended.id: "active",
        kept.id: "suspended",
    }
    entry = AuditEntry.objects.get(act="reinstate")
    assert (entry.subject_id, entry.actor_id, entry.after["state"]) == (ended.id, None, "active")
    assert log_in(api, ended).status_code == 200
    assert log_in(api, kept).status_code == 401


def test_a_deleted_account_that_still_has_a_suspension_stays_deleted(moderator, emitted):
    account = AccountFactory(state="deleted", state_version=3)
    Suspension.objects.create(
        account=account, by_id=uuid7(), reason="Spam.", since=timezone.now(), until=timezone.now()
    )

    suspensions_end()

    assert Account.objects.get(id=account.id).state == "deleted"
    assert emitted() == []


def test_the_list_of_the_suspended_reads_no_deleted_accounts(moderator):
    Account.objects.bulk_create(AccountFactory.build_batch(2000, state="deleted", state_version=2, password="!"))
    suspended = AccountFactory()
    assert moderator.put(address(suspended), BODY, format="json").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE account, suspension")

    def listed() -> None:
        results = moderator.get(f"{ACCOUNTS}?state=suspended").json()["results"]
        assert [each["id"] for each in results] == [str(suspended.id)]

    assert rows_read(listed) < 10


def test_a_moderator_who_lost_the_role_while_the_request_ran_suspends_nobody(moderator):
    account = AccountFactory()
    Account.objects.filter(roles__contains=["moderator"]).update(roles=["user"])  # the session is still active

    response = moderator.put(address(account), BODY, format="json")

    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    assert not Suspension.objects.exists()


def test_the_account_gets_a_mail_once_that_says_how_to_object(moderator, mail, settings):
    settings.APPEALS_EMAIL = "appeals@kith.test"
    account = AccountFactory(username="ada", email="ada@example.org", email_verified=True)

    for reason in ("Spam in comments.", "Spam in comments.", "Threats."):
        assert moderator.put(address(account), {"reason": reason}, format="json").status_code == 200

    [sent] = mail.sent()
    assert (sent.to, sent.subject) == ("ada@example.org", "Your account was suspended")
    for text in (sent.text, sent.html):
        assert "your account at https://kith.test was suspended" in text
        assert "write to appeals@kith.test and name your account, ada" in text
        assert "Spam" not in text
    assert moderator.delete(address(account)).status_code == 200
    assert mail.sent() == []


def test_a_suspension_that_is_refused_sends_no_mail(moderator, mail):
    assert moderator.put(address(AccountFactory(roles=["user", "admin"])), BODY, format="json").status_code == 403

    assert mail.sent() == []
