"""The event of the ledger."""

from typing import ClassVar
from uuid import UUID

from contracts import Event


class EntriesWanted(Event):
    """Somebody wants long work to be done; its handler waits for the advisory lock ``LONG_WORK``."""

    type: ClassVar[str] = "testapp.entries.wanted.v1"
    aggregate: ClassVar[str] = "owner/{owner_id}"

    entry_id: UUID
    owner_id: UUID
    mood: str = "fine"


class EntryChanged(Event):
    """An entry is on or off; ``mood`` says what its handler does."""

    type: ClassVar[str] = "testapp.entry.changed.v1"
    aggregate: ClassVar[str] = "entry/{entry_id}"

    entry_id: UUID
    owner_id: UUID
    state: str
    mood: str = "fine"
