"""Reads of deletions, and of how far they are."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Prefetch

from accounts.errors import DeletionNotFound
from accounts.models import (
    Deletion,
    DeletionPart,
)

DELETIONS_AT_ONCE = 100


def deletion_get(*, deletion_id: UUID) -> Deletion:
    """Return a deletion with its parts by service, in two queries. Raises DeletionNotFound."""
    parts = Prefetch("parts", DeletionPart.objects.order_by("service"))
    found: Deletion | None = Deletion.objects.filter(id=deletion_id).prefetch_related(parts).first()
    if found is None:
        raise DeletionNotFound()
    return found


def deletions_left(*, before: datetime) -> list[tuple[UUID, str]]:
    """Return which services have not finished the deletions that were asked for before a time: account and service."""
    parts = DeletionPart.objects.filter(erased_at=None, deletion__requested_at__lt=before).order_by("deletion_id", "id")
    return list(parts.values_list("deletion__account_id", "service")[:DELETIONS_AT_ONCE])


def deletions_age(*, now: datetime) -> tuple[int, float]:
    """Return how many deletions are not finished, and the age of the oldest in seconds; 0 when there is none."""
    left = DeletionPart.objects.filter(erased_at=None)
    found = left.aggregate(count=Count("deletion", distinct=True), oldest=Min("deletion__requested_at"))
    return found["count"], (now - found["oldest"]).total_seconds() if found["oldest"] else 0.0
