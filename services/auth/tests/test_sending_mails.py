"""Sending mails: after the commit, again when the server is away, never for ever, and without a trace in the log."""

import socket
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.utils import timezone
from factories import PASSWORD, AccountFactory

from accounts import mail_smtp
from accounts.mail_folder import Folder
from accounts.mail_url import FOLDER, SMTP, MailServer, mail_server
from accounts.models import Account, EmailLink
from accounts.services import mails
from chassis.jobs.models import Job
from chassis.jobs.runner import DB_DEADLINE_SECONDS, run_step
from chassis.jobs.steps import LEASE_SECONDS, claim
from runtime.backing_off import Backoff
from runtime.ports import free_port

RESEND = "/api/v1/auth/email/resend/"


@pytest.fixture(autouse=True)
def _nothing_went_wrong_before(monkeypatch):
    monkeypatch.setattr(mails, "_backoff", Backoff())


@pytest.fixture
def mute(mail, monkeypatch):
    """Return a server that takes a text and does not answer; it is asked again at once, however busy the machine is."""
    monkeypatch.setattr(mails, "_backoff", Backoff(slow_seconds=60.0))
    mail.is_mute = True
    return mail


@pytest.fixture
def ada(logged_in):
    account = AccountFactory(username="ada", email="ada@kith.test")
    assert logged_in(account).post(RESEND).status_code == 202
    return account


def step():
    """Do what the worker does with the job that is due; return whether one is left."""
    Job.objects.update(next_attempt_at=timezone.now())
    run_step(claim())
    return Job.objects.exists()


def due_in():
    return (Job.objects.get().next_attempt_at - timezone.now()).total_seconds()


def again_in():
    """Return the seconds until a mail that may have arrived is sent again, rounded."""
    again_at = datetime.fromisoformat(Job.objects.get().state["again_at"])
    return round((again_at - timezone.now()).total_seconds(), -1)


def skip_pause():
    job = Job.objects.get()
    job.state["again_at"] = timezone.now().isoformat()
    job.save()


def waited(duration):
    """Let the job have waited."""
    job = Job.objects.get()
    job.state["queued_at"] = (timezone.now() - duration).isoformat()
    job.save()


def test_nothing_is_sent_to_a_deleted_account(mail, ada):
    Account.objects.update(state="deleted", state_version=2)

    assert step() is False

    assert mail.sent() == []


def test_a_mail_waits_for_a_server_that_is_away(mail, ada, settings):
    settings.EMAIL_PORT = free_port()

    assert step() is True
    assert 0 < due_in() <= 1
    settings.EMAIL_PORT = mail.port
    assert step() is False
    assert [each.to for each in mail.sent()] == ["ada@kith.test"]


@pytest.mark.parametrize(("age", "delay"), [(4, 4), (60, 60), (3000, 300)])
def test_the_pause_grows_with_the_age_of_a_mail(mail, ada, settings, age, delay):
    settings.EMAIL_PORT = free_port()
    waited(timedelta(seconds=age))

    step()

    assert delay - 1 < due_in() <= delay + 1


def test_a_server_that_does_not_answer_is_not_called_for_a_while(mail, ada, settings):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = deaf.getsockname()[1], 1.1
        assert step() is True
        deaf.accept()[0].close()
        assert step() is True

        deaf.setblocking(False)
        with pytest.raises(BlockingIOError):
            deaf.accept()


def test_a_server_may_take_its_time_for_a_text(mail, ada, settings):
    settings.EMAIL_TIMEOUT, mail.slowness = 1, 1.5

    assert step() is False
    assert len(mail.sent()) == 1


def test_a_mail_that_may_have_arrived_is_sent_three_times_at_most(mute, ada):
    pauses = []

    while step():
        pauses.append(again_in())
        skip_pause()

    assert pauses == [60, 600]
    assert len(mute.sent()) == 3


def test_a_server_that_thinks_for_too_long_may_have_taken_the_mail(mute, ada, monkeypatch):
    monkeypatch.setattr(mail_smtp, "TOTAL_SECONDS", 2.0)
    mute.slowness = 30

    assert step() is True
    assert again_in() == 60
    assert len(mute.mails) == 1


def test_a_mail_that_may_have_arrived_waits_for_its_pause(mute, ada):
    step()

    assert step() is True
    assert 58 < due_in() <= 60
    assert len(mute.sent()) == 1


def test_a_mail_that_may_have_arrived_is_sent_again(mute, ada):
    step()
    mute.is_mute = False
    skip_pause()

    assert step() is False
    assert len(mute.sent()) == 2


def test_a_mail_is_sent_before_the_time_of_the_step_is_over():
    assert mail_smtp.TOTAL_SECONDS + 2 < DB_DEADLINE_SECONDS < LEASE_SECONDS


def test_a_mail_that_nobody_can_use_any_more_is_dropped(mail, ada):
    EmailLink.objects.update(expires_at=timezone.now())

    assert step() is False
    assert mail.sent() == []


def test_a_mail_is_given_up_after_a_day(mail, ada):
    waited(timedelta(hours=24))

    assert step() is False
    assert mail.sent() == []


def test_no_mail_goes_to_an_account_that_is_gone(mail, ada):
    Account.objects.all().delete()

    assert step() is False
    assert mail.sent() == []


@pytest.mark.parametrize(("answer", "is_left"), [("550 No such mailbox", False), ("450 Come later", True)])
def test_an_address_that_is_refused_for_good_is_not_tried_again(mail, ada, answer, is_left):
    mail.answers["ada@kith.test"] = answer

    assert step() is is_left
    assert mail.sent() == []


def test_a_registration_that_is_refused_sends_nothing(api, mail):
    AccountFactory(username="ada")
    body = {"username": "ada", "email": "ada@kith.test", "password": PASSWORD, "password_confirm": PASSWORD}

    assert api().post("/api/v1/auth/register/", body).status_code == 400
    assert mail.sent() == []


@pytest.mark.parametrize("answer", ["250 OK", "550 ada@kith.test is unknown", "450 ada@kith.test later"])
def test_neither_address_nor_token_is_in_the_log(mail, ada, capfd, settings, answer):
    settings.LOGGING = {"level": "DEBUG"}
    token_id = str(EmailLink.objects.get().id)
    mail.answers |= {} if answer.startswith("250") else {"ada@kith.test": answer}

    step()

    logged = "".join(capfd.readouterr())
    assert "ada@kith.test" not in logged
    assert token_id not in logged


def test_a_mailbox_gets_ten_mails_an_hour_from_those_who_have_not_verified_it(api, mail, settings):
    AccountFactory(username="ada", email="ada@kith.test", email_verified=True)
    settings.LIMIT_SCALE = 1
    for number in range(12):
        body = {"username": f"eve{number}", "email": f"ada+{number % 3}@kith.test"}
        password = {"password": PASSWORD, "password_confirm": PASSWORD}
        assert api().post("/api/v1/auth/register/", body | password).status_code == 201

    assert len(mail.sent()) == 10
    assert api().post("/api/v1/auth/password/reset/", {"email": "ada@kith.test"}).status_code == 202
    assert [each.subject for each in mail.sent()] == ["Choose a new password"]


URLS = {
    "file:///var/mails%20of%20kith": MailServer(FOLDER, folder="/var/mails of kith"),
    "smtp://mail.test": MailServer(SMTP, host="mail.test", port=25),
    "smtp+starttls://u%40x:p%2F@mail.test": MailServer(
        SMTP, host="mail.test", port=587, user="u@x", password="p/", is_starttls=True
    ),
    "smtps://u:p@mail.test:4650": MailServer(SMTP, host="mail.test", port=4650, user="u", password="p", is_tls=True),
}


@pytest.mark.parametrize("url", URLS)
def test_a_url_says_where_mails_go(url):
    assert mail_server(url) == URLS[url]


@pytest.mark.parametrize(
    "url", ["", "mail.test", "http://u:secret@x", "file://host/folder", "smtp://:secret@", "file:"]
)
def test_a_url_of_nothing_stops_the_start_and_is_not_shown(url):
    with pytest.raises(ImproperlyConfigured) as caught:
        mail_server(url)

    assert "MAIL_URL" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_folder_keeps_each_mail_as_a_file_of_its_owner(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path / "mail"

    Folder().send_messages([EmailMessage("One", "1", to=["a@kith.test"]), EmailMessage("Two", "2", to=["b@kith.test"])])

    files = sorted((tmp_path / "mail").iterdir())
    assert [file.read_bytes().count(b"Subject: " + name) for file, name in zip(files, [b"One", b"Two"], strict=True)]
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600, 0o600]
