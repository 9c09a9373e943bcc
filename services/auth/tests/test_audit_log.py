"""The audit log and the list of accounts: what is in them, who reads them, and that the log only grows."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from factories import AccountFactory

from accounts.models import Account, Act, AuditEntry, Suspension
from accounts.services import audit
from accounts.services.audit import NotInTransaction, audit_reasons_erase, audit_write
from chassis.ids import uuid7
from personal_data.models import Erasure

pytestmark = pytest.mark.django_db

LOG = "/api/v1/auth/admin/audit-log/"
ACCOUNTS = "/api/v1/auth/admin/accounts/"
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def boss():
    return AccountFactory(roles=["user", "admin"])


@pytest.fixture
def admin(logged_in, boss):
    return logged_in(boss)


def write(act=Act.SUSPEND, actor_id=None, subject_id=None, before=None, after=None):
    ids = {"actor_id": actor_id or uuid7(), "subject_id": subject_id or uuid7()}
    changed = {"before": before or {"a": 1}, "after": after or {"a": 2}}
    audit_write(act, **ids, **changed, reason="Because.", now=timezone.now())
    return AuditEntry.objects.latest("id")


def names(response):
    assert response.status_code == 200, response.content
    return [each["id"] for each in response.json()["results"]]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET reason = 'Nothing.'",
        "UPDATE audit_entry SET reason = ''",
        "UPDATE audit_entry SET id = id",
        "UPDATE audit_entry SET before = before - 'a'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "INSERT INTO audit_entry SELECT * FROM audit_entry ON CONFLICT (id) DO UPDATE SET reason = 'Nothing.'",
    ],
)
def test_the_database_refuses_to_change_the_log(statement):
    entry = write()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert AuditEntry.objects.get().reason == entry.reason == "Because."


def erased(entry):
    Erasure.objects.create(account_id=entry.subject_id, requested_at=timezone.now())
    return entry


def test_the_reasons_of_an_erased_account_are_erased_and_the_acts_stay():
    suspended = {"state": "suspended", "reason": "Because."}
    entry = erased(write(before={"state": "active", "reason": None}, after=suspended))
    other = write()
    shown = AuditEntry.objects.filter(id=entry.id).values().get()

    for _ in range(2):
        assert not audit_reasons_erase(subject_id=entry.subject_id)

    assert AuditEntry.objects.filter(id=entry.id).values().get() == shown | {
        "reason": "",
        "before": {"state": "active"},
        "after": {"state": "suspended"},
    }
    other.refresh_from_db()
    assert other.reason == "Because."


def test_many_reasons_are_erased_in_steps(monkeypatch):
    monkeypatch.setattr(audit, "REASONS_AT_ONCE", 2)
    entry = erased(write())
    write(subject_id=entry.subject_id)
    write(subject_id=entry.subject_id)

    assert [audit_reasons_erase(subject_id=entry.subject_id) for _ in range(3)] == [True, False, False]
    assert set(AuditEntry.objects.values_list("reason", flat=True)) == {""}


@pytest.mark.parametrize(
    "change",
    [
        *("act = 'reinstate'", "reason = 'Nothing.'", "reason = '', act = 'reinstate'", "actor_id = NULL, reason = ''"),
        *("reason = '', before = '{}'", "subject_id = actor_id, reason = ''", "created_at = now(), reason = ''"),
    ],
)
def test_nothing_else_of_an_erased_account_is_changed(change):
    erased(write())
    before = AuditEntry.objects.values().get()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_entry SET {change}")

    assert AuditEntry.objects.values().get() == before


def test_reasons_of_an_account_that_is_not_erased_stay():
    entry = write()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        audit_reasons_erase(subject_id=entry.subject_id)

    assert AuditEntry.objects.get().reason == "Because."


def test_an_act_names_the_request_that_it_was_done_by(admin, boss):
    account = AccountFactory()

    admin.put(
        f"{ACCOUNTS}{account.id}/suspension/", {"reason": "Spam."}, format="json", headers={"X-Request-ID": "req-7"}
    )

    [entry] = admin.get(LOG).json()["results"]
    AuditEntry.objects.get(id=entry.pop("id"))
    entry.pop("created_at")
    assert entry == {
        "act": "suspend",
        "actor_id": str(boss.id),
        "subject_id": str(account.id),
        "reason": "Spam.",
        "before": {"state": "active", "reason": None, "until": None},
        "after": {"state": "suspended", "reason": "Spam.", "until": None},
        "request_id": "req-7",
    }


def test_the_end_of_a_suspension_is_written_as_in_the_account(admin):
    account = AccountFactory()
    until = (timezone.now() + timedelta(days=1)).replace(microsecond=0)
    body = {"reason": "Spam.", "until": until.astimezone(BERLIN).isoformat()}

    suspended = admin.put(f"{ACCOUNTS}{account.id}/suspension/", body, format="json").json()

    [entry] = admin.get(LOG).json()["results"]
    assert entry["after"]["until"] == suspended["suspension"]["until"] == f"{until:%Y-%m-%dT%H:%M:%SZ}"


def test_an_act_that_is_rolled_back_is_not_in_the_log(admin, monkeypatch):
    account = AccountFactory()
    Account.objects.filter(id=account.id).update(state_version=2**62)
    with connection.cursor() as cursor:  # so that the act fails after it was written down
        cursor.execute("ALTER TABLE account ADD CONSTRAINT no_more CHECK (state_version <= 4611686018427387904)")

    with pytest.raises(DatabaseError), transaction.atomic():
        admin.put(f"{ACCOUNTS}{account.id}/suspension/", {"reason": "Spam."}, format="json")

    assert not AuditEntry.objects.exists()
    assert not Suspension.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_down_outside_of_a_transaction():
    with pytest.raises(NotInTransaction):
        write()

    assert not AuditEntry.objects.exists()


def test_the_log_is_filtered(admin):
    one, other = write(), write(Act.REINSTATE)

    assert names(admin.get(LOG)) == [str(other.id), str(one.id)]
    assert names(admin.get(f"{LOG}?subject={one.subject_id}")) == [str(one.id)]
    assert names(admin.get(f"{LOG}?actor={other.actor_id}")) == [str(other.id)]
    assert names(admin.get(f"{LOG}?act=reinstate")) == [str(other.id)]
    assert names(admin.get(f"{LOG}?act=reinstate&actor={one.actor_id}")) == []
    for wrong in ("?act=dance", "?subject=me", "?actor__isnull=1", "?ordering=reason"):
        assert admin.get(f"{LOG}{wrong}").status_code == 400


def test_accounts_are_found(admin, boss):
    ada, adam, bob = (AccountFactory(username=name) for name in ("ada", "adam", "bob"))
    admin.put(f"{ACCOUNTS}{bob.id}/suspension/", {"reason": "Spam."}, format="json")

    assert names(admin.get(ACCOUNTS)) == [str(each.id) for each in (bob, adam, ada, boss)]
    assert names(admin.get(f"{ACCOUNTS}?q=ADA")) == [str(adam.id), str(ada.id)]
    assert names(admin.get(f"{ACCOUNTS}?q=a%25")) == []
    assert names(admin.get(f"{ACCOUNTS}?state=suspended")) == [str(bob.id)]
    assert names(admin.get(f"{ACCOUNTS}?state=active&q=b")) == []
    assert names(admin.get(f"{ACCOUNTS}?role=admin")) == [str(boss.id)]
    assert names(admin.get(f"{ACCOUNTS}?role=moderator")) == []
    for wrong in ("?state=deleted", "?role=root", "?email=a@b.c", "?password__startswith=a", "?q="):
        assert admin.get(f"{ACCOUNTS}{wrong}").status_code == 400


@pytest.mark.parametrize("path", [LOG, ACCOUNTS])
def test_lists_have_pages(admin, path):
    made = [write() if path == LOG else AccountFactory() for _ in range(5)]

    first = admin.get(f"{path}?limit=2").json()
    second = admin.get(first["next"]).json()

    shown = [each["id"] for each in (*first["results"], *second["results"])]
    assert shown == [str(each.id) for each in made[:0:-1]]


@pytest.mark.parametrize("count", [1, 10])
@pytest.mark.parametrize("path", [LOG, ACCOUNTS, f"{ACCOUNTS}?state=suspended", f"{ACCOUNTS}?q=some"])
def test_lists_cost_the_same_queries_however_long(admin, boss, django_assert_num_queries, path, count):
    for _ in range(count):
        account = AccountFactory(state="suspended", state_version=2)
        Suspension.objects.create(account=account, by_id=boss.id, reason="Spam.", since=timezone.now())
        write()
    admin.get("/api/v1/auth/me/")

    with django_assert_num_queries(2):  # whether the session is active, and the list
        response = admin.get(path)

    assert len(response.json()["results"]) >= count
