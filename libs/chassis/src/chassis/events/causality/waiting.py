"""Waits a bounded time until this service has applied the events of a token."""

import re
import threading
import time
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings

from chassis.errors import InvalidInput
from chassis.events.causality.tokens import Written, kind_of, read
from chassis.events.inbox.models import InboxEntry
from chassis.events.inbox.registry import types_by_lane
from chassis.observability import metrics

LONGEST_WAIT_SECONDS = 0.3
FIRST_PAUSE_SECONDS = 0.005
LONGEST_PAUSE_SECONDS = 0.03
PAUSE_GROWTH = 1.5
MAX_AGE_SECONDS = 60.0
"""Older events are not waited for: they were applied long ago, or the backlog is longer than any wait."""
FORM = re.compile(r"[A-Za-z0-9_-]{1,512}(?: ?, ?[A-Za-z0-9_-]{1,512}){0,7}")

# A read that waits occupies a thread. At most half of the threads wait at a time; further reads are answered at once.
_turns = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 2))


class MalformedToken(InvalidInput):
    """The header is not one to eight tokens of at most 512 characters, separated by commas."""

    code = "kith_after_malformed"


def wait_for(header: str) -> None:
    """Return when this service has applied the events of the tokens in a Kith-After header, or after 300 ms.

    Only events that this service handles and that are younger than a minute are waited for. A token with an invalid MAC
    is ignored, so that reads are answered after a change of the secret and during an update. Raises MalformedToken.
    """
    if not FORM.fullmatch(header):
        raise MalformedToken("Kith-After takes 1 to 8 tokens of a write's answer, separated by commas.")
    awaited = _awaited(event for token in re.split(" ?, ?", header) for event in read(token))
    if awaited and (missing := _missing(awaited)):
        metrics.READS_AFTER_WRITES.labels(_wait_in_turn(missing)).inc()


def _awaited(events: Iterable[Written]) -> set[UUID]:
    handled = {kind_of(event_type) for types in types_by_lane().values() for event_type in types}
    oldest = (time.time() - MAX_AGE_SECONDS) * 1000
    return {event.event_id for event in events if event.kind in handled and _milliseconds(event.event_id) > oldest}


def _milliseconds(event_id: UUID) -> int:
    """Return when the id was created, in milliseconds since 1970. Source: RFC 9562, 5.7 (UUIDv7)."""
    return event_id.int >> 80


def _missing(event_ids: set[UUID]) -> set[UUID]:
    applied = InboxEntry.objects.filter(event_id__in=event_ids).values_list("event_id", flat=True)
    return event_ids.difference(applied)


def _wait_in_turn(missing: set[UUID]) -> str:
    """Wait unless too many reads do already; return the outcome: ``applied``, ``late`` or ``crowded``."""
    if not _turns.acquire(blocking=False):
        return "crowded"
    try:
        return "late" if _wait(missing) else "applied"
    finally:
        _turns.release()


def _wait(missing: set[UUID]) -> set[UUID]:
    """Look up the events at growing intervals; return those that are still missing at the end."""
    deadline, pause = time.monotonic() + LONGEST_WAIT_SECONDS, FIRST_PAUSE_SECONDS
    while missing and (left := deadline - time.monotonic()) > 0:
        time.sleep(min(pause, left))
        pause = min(pause * PAUSE_GROWTH, LONGEST_PAUSE_SECONDS)
        missing = _missing(missing)
    return missing
