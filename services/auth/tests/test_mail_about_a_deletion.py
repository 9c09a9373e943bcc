"""The mail that says that an account was deleted: sent although the account is erased, and kept nowhere afterwards."""

from datetime import timedelta

import pytest
from django.utils import timezone
from factories import PASSWORD, AccountFactory
from rows import row_texts

from accounts.services import mails
from accounts.services.last_mails import KIND, last_mail_erase
from chassis.jobs import Later
from chassis.jobs.models import Job
from chassis.jobs.runner import run_step
from chassis.jobs.steps import claim
from personal_data.services import ERASE
from personal_data.testing import erase_here
from runtime.backing_off import Backoff
from runtime.ports import free_port

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/api/v1/auth/account/"
RESEND = "/api/v1/auth/email/resend/"


@pytest.fixture(autouse=True)
def _nothing_went_wrong_before(monkeypatch):
    monkeypatch.setattr(mails, "_backoff", Backoff())


@pytest.fixture
def account():
    return AccountFactory(username="canary", email="canary@kith.test", email_verified=True)


@pytest.fixture
def delete(logged_in, account):
    """Return what deletes the account; the tests call what erases it, since the job needs a broker."""

    def run(**body):
        answer = logged_in(account).delete(ADDRESS, body, format="json")
        Job.objects.filter(kind=ERASE).delete()
        return answer.status_code

    return run


def step():
    """Do what the worker does with the mail; return whether it waits."""
    Job.objects.update(next_attempt_at=timezone.now())
    run_step(claim())
    return Job.objects.filter(kind=KIND).exists()


def waited(duration):
    """Let the mail have waited."""
    job = Job.objects.get(kind=KIND)
    job.state["queued_at"] = (timezone.now() - duration).isoformat()
    job.save()


def test_the_owner_gets_a_mail(mail, delete):
    assert delete(password=PASSWORD) == 202

    (sent,) = mail.sent()

    assert (sent.to, sent.subject) == ("canary@kith.test", "Your account was deleted")
    assert sent.text.startswith("Hello canary,")
    assert "your account at https://kith.test was deleted, by somebody who was logged in to it." in sent.text
    assert "write to moderators@kith.test." in sent.text
    assert "<p>Hello canary,</p>" in sent.html
    assert "href" not in sent.html
    assert "token" not in sent.text


def test_nothing_of_it_is_kept_when_it_was_sent(mail, delete, account, run_jobs):
    delete(password=PASSWORD)
    assert "canary@kith.test" in row_texts()

    erase_here(account.id, run_jobs=run_jobs)

    assert len(mail.sent()) == 1
    assert "canary" not in row_texts()


def test_the_erasure_waits_while_it_may_be_sent(mail, delete, account, settings):
    settings.EMAIL_PORT = free_port()
    assert delete(password=PASSWORD) == 202
    assert step() is True
    waited(timedelta(minutes=9, seconds=50))

    with pytest.raises(Later):
        last_mail_erase(account.id)
    settings.EMAIL_PORT = mail.port

    assert step() is False
    assert last_mail_erase(account.id) is False
    assert len(mail.sent()) == 1


def test_the_erasure_ends_without_a_mail_server(mail, delete, account, settings, run_jobs):
    settings.EMAIL_PORT = free_port()
    delete(password=PASSWORD)
    assert step() is True
    waited(timedelta(minutes=10))

    erase_here(account.id, run_jobs=run_jobs)

    settings.EMAIL_PORT = mail.port
    assert "canary" not in row_texts()
    assert mail.sent() == []


def test_a_mail_that_is_older_is_not_sent(mail, delete):
    """That of a backup that was restored, for instance."""
    delete(password=PASSWORD)
    waited(timedelta(minutes=10))

    assert step() is False
    assert mail.sent() == []


def test_other_mails_of_the_account_are_not_sent(mail, delete, logged_in, account):
    account.email_verified = False
    account.save()
    assert logged_in(account).post(RESEND).status_code == 202

    delete(password=PASSWORD)

    assert [each.subject for each in mail.sent()] == ["Your account was deleted"]


def test_a_refused_deletion_sends_nothing(mail, delete):
    assert delete(password="wrong") == 400
    assert mail.sent() == []
