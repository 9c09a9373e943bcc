"""Granting roles and taking them away, the first administrator, and who may use the addresses of the staff."""

import io
import json
import os
import pty
import sys

import pytest
from django.core.management import CommandError, call_command
from factories import PASSWORD, AccountFactory

from accounts.models import Account, AuditEntry, Session
from contracts.accounts import AccountRegistered, SessionRevoked

pytestmark = pytest.mark.django_db

ACCOUNTS = "/api/v1/auth/admin/accounts/"
SECRET = "a tall ship and a star"


def set_roles(client, account, *roles, **more):
    return client.put(f"{ACCOUNTS}{account.id}/roles/", {"roles": list(roles), **more}, format="json")


@pytest.fixture
def boss():
    return AccountFactory(roles=["user", "admin"])


def test_a_role_is_granted_and_taken_away_and_sessions_end(logged_in, boss, emitted):
    account, admin = AccountFactory(), logged_in(boss)
    client = logged_in(account)

    granted = set_roles(admin, account, "moderator", reason="Night shift.")
    same = set_roles(admin, account, "moderator", "user")
    taken = set_roles(admin, account)

    assert [each.status_code for each in (granted, same, taken)] == [200, 200, 200]
    assert [each.json()["roles"] for each in (granted, taken)] == [["user", "moderator"], ["user"]]
    [ended] = emitted()
    assert (type(ended), ended.reason, ended.account_id) == (SessionRevoked, "roles_changed", account.id)
    assert client.get("/api/v1/auth/me/").json()["code"] == "session_ended"
    entries = AuditEntry.objects.order_by("id").values("act", "reason", "before", "after", "actor_id", "subject_id")
    people = {"actor_id": boss.id, "subject_id": account.id, "act": "set_roles"}
    user, moderator = {"roles": ["user"]}, {"roles": ["user", "moderator"]}
    assert list(entries) == [
        people | {"reason": "Night shift.", "before": user, "after": moderator},
        people | {"reason": "", "before": moderator, "after": user},
    ]


def test_the_last_administrator_keeps_the_role(logged_in, boss):
    AccountFactory(roles=["user", "admin"], state="suspended", state_version=2)

    response = set_roles(logged_in(boss), boss)

    assert (response.status_code, response.json()["code"]) == (409, "last_admin")
    assert Account.objects.get(id=boss.id).roles == ["user", "admin"]
    assert not AuditEntry.objects.exists()


def test_one_of_two_administrators_leaves(logged_in, boss):
    AccountFactory(roles=["user", "admin"])

    assert set_roles(logged_in(boss), boss).status_code == 200

    assert Account.objects.get(id=boss.id).roles == ["user"]


@pytest.mark.parametrize("roles", [["root"], "admin", [["admin"]], ["user"] * 4, None])
def test_roles_that_do_not_exist_are_refused(logged_in, boss, roles):
    account = AccountFactory()

    response = logged_in(boss).put(f"{ACCOUNTS}{account.id}/roles/", {"roles": roles}, format="json")

    assert response.status_code == 400
    assert Account.objects.get(id=account.id).roles == ["user"]


@pytest.mark.parametrize(
    ("method", "path", "roles"),
    [
        ("get", ACCOUNTS, []),
        ("get", f"{ACCOUNTS}{{id}}/", []),
        ("put", f"{ACCOUNTS}{{id}}/suspension/", []),
        ("post", f"{ACCOUNTS}{{id}}/suspension/", []),
        ("delete", f"{ACCOUNTS}{{id}}/suspension/", []),
        ("put", f"{ACCOUNTS}{{id}}/roles/", []),
        ("get", "/api/v1/auth/admin/audit-log/", []),
        ("put", f"{ACCOUNTS}{{id}}/roles/", ["moderator"]),
        ("get", "/api/v1/auth/admin/audit-log/", ["moderator"]),
    ],
)
def test_others_are_refused(api, logged_in, django_assert_num_queries, method, path, roles):
    account, subject = AccountFactory(roles=["user", *roles]), AccountFactory()
    client, address = logged_in(account), path.format(id=subject.id)
    client.get("/api/v1/auth/me/")  # reads the keys

    # By the token alone; a moderator's session is looked up first.
    with django_assert_num_queries(1 if roles else 0):
        refused = getattr(client, method)(address)
        anonymous = getattr(api(), method)(address)

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert (anonymous.status_code, anonymous.json()["code"]) == (401, "token_missing")
    assert Account.objects.get(id=subject.id).roles == ["user"]
    assert not AuditEntry.objects.exists()


def run(monkeypatch, typed, *options):
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    out = io.StringIO()
    call_command("createadmin", *options, stdout=out)
    return out.getvalue()


def test_the_command_creates_an_administrator(api, monkeypatch, emitted, capfd):
    printed = run(monkeypatch, f"{SECRET}\n", "--username", "Grace", "--email", "grace@kith.test")

    account = Account.objects.get()
    assert json.loads(printed) == {"id": str(account.id), "username": "grace", "roles": ["user", "admin"]}
    assert [type(event) for event in emitted()] == [AccountRegistered]
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.actor_id, entry.subject_id) == ("create_admin", None, account.id)
    login = api().post("/api/v1/auth/login/", {"login": "grace", "password": SECRET}, format="json")
    assert login.json()["user"]["roles"] == ["user", "admin"]
    assert SECRET not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("typed", "username", "email"),
    [
        ("short\n", "grace", "grace@kith.test"),
        ("password123\n", "grace", "grace@kith.test"),
        ("", "grace", "grace@kith.test"),
        (f"{SECRET}\n", "admin", "grace@kith.test"),
        (f"{SECRET}\n", "grace", "nobody"),
        (f"{SECRET}\n", "taken", "grace@kith.test"),
    ],
)
def test_the_command_refuses_what_a_registration_refuses(monkeypatch, typed, username, email):
    AccountFactory(username="taken")

    with pytest.raises(CommandError) as refused:
        run(monkeypatch, typed, "--username", username, "--email", email)

    assert SECRET not in str(refused.value)
    assert Account.objects.count() == 1


def test_the_password_is_not_shown_on_a_terminal(monkeypatch):
    here, terminal = pty.openpty()
    with os.fdopen(terminal, "r") as typed:
        monkeypatch.setattr(sys, "stdin", typed)
        monkeypatch.setattr("accounts.management.commands.createadmin.getpass", lambda prompt: SECRET)
        call_command("createadmin", "--username", "grace", "--email", "grace@kith.test", stdout=io.StringIO())
    os.close(here)

    assert Account.objects.get().roles == ["user", "admin"]


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_leave_at_once_leave_one(logged_in, at_once):
    accounts = [AccountFactory(roles=["user", "admin"]) for _ in range(4)]
    clients = [logged_in(account) for account in accounts]

    responses = at_once([lambda c=c, a=a: set_roles(c, a) for c, a in zip(clients, accounts, strict=True)])

    assert sorted(response.status_code for response in responses) == [200, 200, 200, 409]
    assert Account.objects.filter(roles__contains=["admin"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_session_survives_a_suspension_that_runs_beside_logins_and_refreshes(api, logged_in, at_once):
    moderator, account = logged_in(AccountFactory(roles=["user", "moderator"])), AccountFactory()
    refresh = [{"refresh": logged_in(account).tokens.refresh} for _ in range(4)]
    login = {"login": account.username, "password": PASSWORD}
    suspend = f"{ACCOUNTS}{account.id}/suspension/"

    at_once(
        [
            *(lambda: api().post("/api/v1/auth/login/", login, format="json") for _ in range(4)),
            *(lambda body=body: api().post("/api/v1/auth/refresh/", body, format="json") for body in refresh),
            lambda: moderator.put(suspend, {"reason": "Spam."}, format="json"),
        ]
    )

    assert Account.objects.get(id=account.id).state == "suspended"
    assert not Session.objects.filter(account=account, revoked_at=None).exists()
