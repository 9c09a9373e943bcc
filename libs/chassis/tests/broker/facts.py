"""Events and messages for the tests of the bus."""

import json
from uuid import UUID, uuid4

import pika
from ledger.events import EntriesWanted, EntryChanged
from ledger.models import Entry, Tally

from bus.messages import Incoming
from chassis.testing.events import envelope_of
from contracts import Event


def entry_changed(**fields: object) -> EntryChanged:
    """Return an event: a new entry of a new owner, on, in version 1, unless ``fields`` say otherwise."""
    return EntryChanged(**{"entry_id": uuid4(), "owner_id": uuid4(), "state": "on", "version": 1, **fields})


def entries_wanted(**fields: object) -> EntriesWanted:
    """Return an event of the lane for long work."""
    return EntriesWanted(**{"entry_id": uuid4(), "owner_id": uuid4(), "version": 1, **fields})


def message(event: Event, *, tag: int = 1, is_redelivered: bool = False, **body: object) -> Incoming:
    """Return an event as it arrives; ``body`` changes or adds fields of the data."""
    data = json.dumps({**event.model_dump(mode="json"), **body}).encode()
    return raw_message(envelope_of(event).headers(), data, tag=tag, is_redelivered=is_redelivered)


def raw_message(headers: dict, body: bytes, *, tag: int = 1, is_redelivered: bool = False) -> Incoming:
    """Return any message as it arrives."""
    return Incoming(tag, is_redelivered, pika.BasicProperties(headers=headers), body)


def tally(owner_id: UUID) -> int:
    """Return the count of an owner."""
    return sum(Tally.objects.filter(owner_id=owner_id).values_list("count", flat=True))


def state(event: EntryChanged) -> str:
    """Return the last known state of the event's entry."""
    return Entry.objects.get(entry_id=event.entry_id).state
