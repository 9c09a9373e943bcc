"""The export of the ledger."""

from uuid import UUID

from chassis.events.exports import exports
from contracts import Event
from ledger.events import EntryChanged
from ledger.models import Truth


@exports(EntryChanged)
def export_entries(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return entries as they are now."""
    rows = Truth.objects.order_by("id")
    if after:
        rows = rows.filter(id__gt=after)
    return [(row.id, _event(row)) for row in rows[:limit]]


def _event(row: Truth) -> EntryChanged:
    return EntryChanged(entry_id=row.id, owner_id=row.owner_id, state=row.state, version=row.version)
