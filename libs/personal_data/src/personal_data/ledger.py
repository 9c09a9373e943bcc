"""The ledger of erasures is applied again after a restore, before the service answers its clients.

Every service knows all erasures. A restored one asks the auth service; the auth service, whose own ledger may be the
one that is old, asks all others.
"""

from collections.abc import Iterator
from datetime import timedelta

import requests
import structlog
from django.conf import settings
from django.db.models.functions import Now

from chassis.database.connection import set_deadline
from chassis.events.exports import MAX_LIMIT
from chassis.events.outbox.epochs import on_epoch
from chassis.internal.client import Client
from chassis.jobs.periodic import periodic
from chassis.running.readiness import ready_when
from contracts.accounts import ErasureRequested
from manifest import ISSUER, SERVICES, Service
from personal_data.models import Erasure, LedgerCheck
from personal_data.services import erasures_begin
from runtime.env import env

log = structlog.get_logger(source="ledger")

EVERY_SECONDS = 2.0
TIMEOUT_SECONDS = 10.0
PAGE_DEADLINE_SECONDS = 30.0
"""For the database, with each page of a ledger: a ledger may have millions of erasures."""
CLOCKS_DIFFER = timedelta(minutes=1)
"""How far the clock of the auth service may be ahead of that of this database."""


@on_epoch
def ledger_check() -> None:
    """Let the worker apply the ledger; the service is not ready until then."""
    LedgerCheck.objects.update_or_create(id=1, defaults={"began_at": Now(), "is_read": False})


@ready_when
def ledger_is_applied() -> bool:
    """Return whether no erasure can be missing here."""
    return not LedgerCheck.objects.exists()


@periodic(every_seconds=EVERY_SECONDS)
def ledger_apply() -> None:
    """After a restore begin the erasures that are missing; when all of that time are applied, the service is ready.

    Each page is committed, so that nothing is read in vain when a later page cannot be.
    """
    check = LedgerCheck.objects.first()
    if check is None or not (check.is_read or _read(check)):
        return
    if not _is_left(check):
        LedgerCheck.objects.all().delete()
        log.info("the ledger is applied")


def _read(check: LedgerCheck) -> bool:
    """Begin the erasures that are missing, and note that; return whether all could be read."""
    try:
        for service in _keepers():
            for page in _pages_of(service):
                set_deadline(PAGE_DEADLINE_SECONDS)
                erasures_begin(page)
    except requests.RequestException as error:
        log.warning("the ledger cannot be read", error=type(error).__name__)
        return False
    return bool(LedgerCheck.objects.filter(began_at=check.began_at).update(is_read=True))


def _is_left(check: LedgerCheck) -> bool:
    """Return whether an erasure from before the restore is not applied yet; later ones never come to an end."""
    return Erasure.objects.filter(applied_at=None, requested_at__lt=check.began_at + CLOCKS_DIFFER).exists()


def _keepers() -> list[Service]:
    """Return the services whose ledgers are read. Raises requests.RequestException while the auth service is not ready.

    It may have been restored as well: only then its ledger has what those of the others have.
    """
    if ISSUER.package == settings.SERVICE:
        return [service for service in SERVICES if service is not ISSUER]
    _client(ISSUER).get("/readyz")
    return [ISSUER]


def _client(service: Service) -> Client:
    return Client(env(f"{service.variable}_URL"), settings.INTERNAL_SECRET, timeout_seconds=TIMEOUT_SECONDS)


def _pages_of(service: Service) -> Iterator[list[ErasureRequested]]:
    """Yield page by page the erasures that another service knows."""
    client, after = _client(service), ""
    while after is not None:
        page = client.get(f"/internal/export/{ErasureRequested.type}/", after=after, limit=MAX_LIMIT)
        yield [ErasureRequested.model_validate(each["event"]) for each in page["results"]]
        after = page["next"]
