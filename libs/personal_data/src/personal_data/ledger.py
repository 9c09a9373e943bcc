"""The ledger of erasures is applied again after a restore, before the service answers its clients.

Every service knows all erasures. A restored one asks the auth service; the auth service, whose own ledger may be the
one that is old, asks all others.
"""

from collections.abc import Iterator

import requests
import structlog
from django.conf import settings
from django.db import transaction

from chassis.events.exports import MAX_LIMIT
from chassis.events.outbox.epochs import on_epoch
from chassis.internal.client import Client
from chassis.jobs.periodic import periodic
from chassis.running.readiness import ready_when
from contracts.accounts import ErasureRequested
from manifest import ISSUER, SERVICES, Service
from personal_data.models import Erasure, LedgerCheck
from personal_data.services import erasure_begin
from runtime.env import env

log = structlog.get_logger(source="ledger")

EVERY_SECONDS = 2.0
TIMEOUT_SECONDS = 10.0


@on_epoch
def ledger_check() -> None:
    """Let the worker apply the ledger; the service is not ready until then."""
    LedgerCheck.objects.get_or_create(id=1)


@ready_when
def ledger_is_applied() -> bool:
    """Return whether no erasure can be missing here."""
    return not LedgerCheck.objects.exists()


@periodic(every_seconds=EVERY_SECONDS)
def ledger_apply() -> None:
    """After a restore begin the erasures that are missing; when all are applied, the service is ready."""
    if ledger_is_applied():
        return
    try:
        missing = [event for service in _keepers() for event in _ledger_of(service)]
    except requests.RequestException as error:
        log.warning("the ledger cannot be read", error=type(error).__name__)
        return
    with transaction.atomic():
        for event in missing:
            erasure_begin(account_id=event.account_id, requested_at=event.requested_at)
    if not Erasure.objects.filter(applied_at=None).exists():
        LedgerCheck.objects.all().delete()
        log.info("the ledger is applied")


def _keepers() -> list[Service]:
    """Return the services whose ledgers are read."""
    if ISSUER.package != settings.SERVICE:
        return [ISSUER]
    return [service for service in SERVICES if service is not ISSUER]


def _ledger_of(service: Service) -> Iterator[ErasureRequested]:
    """Yield the erasures that another service knows and this one does not."""
    client = Client(env(f"{service.variable}_URL"), settings.INTERNAL_SECRET, timeout_seconds=TIMEOUT_SECONDS)
    after = ""
    while after is not None:
        page = client.get(f"/internal/export/{ErasureRequested.type}/", after=after, limit=MAX_LIMIT)
        events = [ErasureRequested.model_validate(each["event"]) for each in page["results"]]
        known = set(Erasure.objects.filter(account_id__in=[event.account_id for event in events]).values_list("pk"))
        yield from (event for event in events if (event.account_id,) not in known)
        after = page["next"]
