"""The event of the ledger."""

from typing import ClassVar
from uuid import UUID

from contracts import Event


class EntryChanged(Event):
    """An entry is on or off; ``mood`` says what its handler does."""

    type: ClassVar[str] = "testapp.entry.changed.v1"
    aggregate: ClassVar[str] = "entry/{entry_id}"

    entry_id: UUID
    owner_id: UUID
    state: str
    mood: str = "fine"
