"""What the tests of this service share: a signing key, cheap hashes, and clients that are really logged in."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from authenticator import enabled
from clock import Clock
from django.db import connection, connections
from django.utils import timezone
from mail_server import MailServer, mail_server
from rest_framework.test import APIClient

from accounts import passwords
from accounts.key_material import SealedKey, key_make
from accounts.mail_url import SMTP
from accounts.models import Account, SigningKey
from accounts.services.sessions import session_start
from chassis.http import keyring


@pytest.fixture(scope="session")
def sealed_key(django_db_setup: None) -> SealedKey:
    """Return a key; making one takes a tenth of a second."""
    return key_make()


@pytest.fixture(autouse=True)
def signing_key(db: None, sealed_key: SealedKey) -> SigningKey:
    """Install a key that signs."""
    keyring.ring.cache_clear()
    now = timezone.now()
    return SigningKey.objects.create(**vars(sealed_key), created_at=now, activates_at=now)


@pytest.fixture(autouse=True)
def _log_that_can_be_emptied(request: pytest.FixtureRequest, signing_key: SigningKey) -> Iterator[None]:
    """Allow TRUNCATE of the audit log after a test with transactions of its own: Django empties all tables then."""
    marker = request.node.get_closest_marker("django_db")
    is_emptied = marker is not None and marker.kwargs.get("transaction")
    _run("ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_is_append_only")
    yield
    if is_emptied:
        _run("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_is_append_only")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture(autouse=True)
def _cheap_hashes(settings: Any) -> None:
    """Hash in a fraction of a millisecond; that is safe here and nowhere else."""
    settings.ARGON2_PASSES, settings.ARGON2_MEMORY_KIB = 1, 8


@pytest.fixture
def logged_in(api: Callable[..., APIClient]) -> Callable[..., APIClient]:
    """Return ``logged_in(account)``: a client with a session of its own, and ``tokens``, its first pair."""

    def start(account: Account, *, device: str = "", address: str | None = None) -> APIClient:
        client = api()
        client.tokens = session_start(account_id=account.id, device=device, address=address, now=timezone.now())
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {client.tokens.access}")
        return client

    return start


@pytest.fixture(scope="session")
def _smtp() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def mail(_smtp: MailServer, settings: Any, run_jobs: Callable[[], int]) -> Iterator[MailServer]:
    """Return the mail server of the service: ``mail.sent()`` lets the worker send, and returns what arrived."""
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", _smtp.port
    _smtp.work = run_jobs
    yield _smtp
    _smtp.mails.clear()
    _smtp.answers.clear()
    _smtp.slowness, _smtp.is_mute = 0.0, False


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Any]]:
    """Return ``at_once(calls)``: what these functions return when they all run in threads of their own.

    However busy the machine is, none of them is refused because others hash their passwords first.
    """
    monkeypatch.setattr(passwords, "PATIENCE_SECONDS", 60)

    def run(calls: list[Callable[[], Any]]) -> list[Any]:
        with ThreadPoolExecutor(len(calls)) as pool:
            return [task.result() for task in [pool.submit(_alone, call) for call in calls]]

    return run


def _alone(call: Callable[[], Any]) -> Any:
    try:
        return call()
    finally:
        connections.close_all()


@pytest.fixture
def clock(monkeypatch, signing_key):
    """Return the service's clock, which stands still; ``clock.forward(minutes=1)`` moves it."""
    clock = Clock()
    SigningKey.objects.filter(kid=signing_key.kid).update(activates_at=clock.now())
    monkeypatch.setattr(timezone, "now", clock.now)
    return clock


@pytest.fixture
def app(ada, logged_in, clock):
    """Return the app of the account ``ada`` of a test module, whose second factor is in force.

    Its next code is of the next step.
    """
    return enabled(logged_in(ada), clock)
