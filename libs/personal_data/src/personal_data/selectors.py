"""Reads of the erasures that this service knows."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from chassis.database.prepared import Prepared, listed
from chassis.events.exports import exports
from contracts import Event
from contracts.accounts import ErasureRequested
from personal_data.models import Erasure


def erased_among(account_ids: Collection[UUID]) -> set[UUID]:
    """Return those of some accounts that are erased here, or are being erased; one query."""
    return {account_id for (account_id,) in _erased(list(account_ids))}


@Prepared
def _erased(account_ids: list[UUID]) -> QuerySet:
    return Erasure.objects.filter(account_id__in=listed(account_ids)).values_list("account_id")


@exports(ErasureRequested)
def export_erasures(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return all erasures by account: the ledger, as this service knows it."""
    erasures = Erasure.objects.order_by("account_id")
    if after is not None:
        erasures = erasures.filter(account_id__gt=after)
    return [
        (each.account_id, ErasureRequested(account_id=each.account_id, requested_at=each.requested_at, version=1))
        for each in erasures[:limit]
    ]
