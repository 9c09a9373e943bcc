"""The handlers of the ledger."""

import os
import signal
from collections.abc import Sequence

from django.db import connection
from django.db.models import F

from chassis.events.inbox import Lane, Transient, handles, handles_together, is_rebuilding
from chassis.events.projections import apply_if_newer
from ledger.events import EntriesWanted, EntryChanged
from ledger.models import Call, Entry, Remedy, Tally


@handles(EntryChanged)
def count_entry(event: EntryChanged) -> None:
    """Keep the entry, and count it while it is on."""
    if event.mood != "fine" and not Remedy.objects.filter(mood=event.mood).exists():
        _suffer(event.mood)
    key = {"owner_id": event.owner_id, "entry_id": event.entry_id}
    is_applied, previous = apply_if_newer(Entry, key=key, version=event.version, values={"state": event.state})
    delta = (event.state == "on") - (previous is not None and previous["state"] == "on")
    if is_applied and delta:
        Tally.objects.bulk_create([Tally(owner_id=event.owner_id)], ignore_conflicts=True)
        Tally.objects.filter(owner_id=event.owner_id).update(count=F("count") + delta)


@handles_together(EntryChanged)
def call_out(events: Sequence[EntryChanged]) -> None:
    """Have a visible effect, once per event."""
    if not is_rebuilding():
        Call.objects.bulk_create([Call(entry_id=event.entry_id) for event in events])


LONG_WORK = 20


@handles(EntriesWanted, lane=Lane.BULK)
def work_long(event: EntriesWanted) -> None:
    """Work for as long as somebody else holds the lock."""
    if event.mood != "fine" and not Remedy.objects.filter(mood=event.mood).exists():
        _suffer(event.mood)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LONG_WORK])
    Call.objects.create(entry_id=event.entry_id)


def _suffer(mood: str) -> None:
    if mood == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    if mood == "passing":
        raise Transient("not now")
    raise ValueError("never")
