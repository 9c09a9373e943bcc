"""Changes of credentials that run at the same time: what one has ended, the other does not begin again."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone
from factories import PASSWORD, AccountFactory

from accounts.errors import WrongPassword
from accounts.links import LIFETIMES, Purpose, token_of
from accounts.models import Account, EmailLink, Suspension
from accounts.services.deletions import account_delete, account_erase
from accounts.services.emails import email_change, email_verify
from accounts.services.passwords import password_change, password_reset_ask
from accounts.services.roles import roles_set
from accounts.services.suspensions import suspensions_end
from chassis.errors import SessionEnded
from chassis.jobs.models import Job
from chassis.jobs.runner import run_step
from chassis.jobs.steps import claim
from runtime.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

FRESH = "a lighthouse in the morning fog"
WAITING = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"


@pytest.fixture
def ada():
    return AccountFactory(username="ada", email="ada@kith.test", email_verified=True)


@pytest.fixture
def beside():
    """Return ``beside(change, call)``: the outcome of a call that runs while a change is made, but not committed."""

    def run(change: Callable[[], Any], call: Callable[[], Any]) -> Future[Any]:
        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                change()
                outcome = pool.submit(_alone, call)
                wait_until(lambda: outcome.done() or _is_waiting(), seconds=10)
            return outcome

    return run


def _alone(call: Callable[[], Any]) -> Any:
    try:
        return call()
    finally:
        connections.close_all()


def _is_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0]


def step() -> None:
    run_step(claim())


def test_a_change_of_the_address_with_a_password_that_is_being_changed_begins_nothing(ada, beside):
    def secure() -> None:
        now = timezone.now()
        password_change(account=ada, session_id=ada.id, password=FRESH, now=now)

    def steal() -> None:
        email_change(account=ada, email="eve@kith.test", now=timezone.now())

    outcome = beside(secure, steal)

    assert isinstance(outcome.exception(), WrongPassword)
    assert EmailLink.objects.count() == 0
    assert [job.state["mail"] for job in Job.objects.all()] == ["password_changed"]


def test_no_link_to_a_new_password_goes_to_an_address_that_is_being_replaced(ada, beside):
    purpose = Purpose.CHANGE_EMAIL
    link = EmailLink.objects.create(
        account=ada, purpose=purpose, email="ada@new.test", expires_at=timezone.now() + LIFETIMES[purpose]
    )
    token = token_of(link_id=link.id, purpose=purpose)
    password_reset_ask(email="ada@kith.test")

    beside(lambda: email_verify(token=token, now=timezone.now()), step).result()

    assert Account.objects.get().email == "ada@new.test"
    assert EmailLink.objects.count() == 0
    assert Job.objects.count() == 0


def test_an_account_that_becomes_the_last_administrator_meanwhile_is_not_deleted(ada, beside):
    boss = AccountFactory(username="boss", roles=["user", "admin"])

    def hand_over() -> None:
        now = timezone.now()
        roles_set(account_id=ada.id, actor_id=boss.id, roles=["admin"], reason="", now=now)
        roles_set(account_id=boss.id, actor_id=ada.id, roles=[], reason="", now=now)

    def leave() -> None:
        account_delete(account_id=ada.id, session_id=ada.id, password=PASSWORD, now=timezone.now())

    outcome = beside(hand_over, leave)

    assert isinstance(outcome.exception(), SessionEnded)
    assert list(Account.objects.filter(roles__contains=["admin"]).values_list("username", "state")) == [
        ("ada", "active")
    ]


def test_the_end_of_a_suspension_finds_an_account_that_is_deleted_meanwhile(ada, beside):
    now = timezone.now()
    Account.objects.update(state="suspended", state_version=2, state_changed_at=now)
    Suspension.objects.create(account=ada, by_id=ada.id, reason="Spam.", since=now, until=now)

    beside(lambda: account_erase(account_id=ada.id), suspensions_end).result()

    assert (Account.objects.get().state, Suspension.objects.count()) == ("deleted", 0)
