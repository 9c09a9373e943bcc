"""How names and words of an erased account leave the events that the chassis keeps for the service."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from bus.connection import LOST
from bus.messages import Incoming
from chassis.events.consuming.dead_letters import dead_letters_delete
from chassis.events.outbox.models import OutboxEntry
from chassis.jobs import Later
from contracts import EVENTS
from personal_data.interface import erases
from personal_data.selectors import erased_among

AT_ONCE = 500
RETRY_SECONDS = 5.0
ID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_began: dict[UUID, datetime] = {}
"""Since when this process looks at the dead letters for an erasure; another process begins again."""

# Unknown types may hold words; a type that is known and holds none is kept, since its state may be needed.
PARKED = """
    DELETE FROM inbox_parked WHERE id IN (
        SELECT id FROM inbox_parked
        WHERE NOT type = ANY(%s) AND position(convert_to(%s, 'UTF8') in body) > 0 LIMIT %s
    )
"""


@erases
def outbox_erase(account_id: UUID) -> bool:
    """Delete events of the outbox. One that is not published yet is not needed either: the account is deleted."""
    some = OutboxEntry.objects.filter(person_id=account_id).values_list("id", flat=True)[:AT_ONCE]
    return OutboxEntry.objects.filter(id__in=list(some)).delete()[0] == AT_ONCE


@erases
def parked_erase(account_id: UUID) -> bool:
    """Delete parked events."""
    wordless = [event_type for event_type, event_class in EVENTS.items() if not event_class.person]
    with connection.cursor() as cursor:
        cursor.execute(PARKED, [wordless, str(account_id), AT_ONCE])
        return cursor.rowcount == AT_ONCE


@erases
def dead_letters_erase(account_id: UUID) -> bool:
    """Delete the next dead letters of accounts that are erased. Raises Later while the broker is unavailable.

    It deletes those of all such accounts, since several erasures at once change the order of the letters.
    """
    since = _began.setdefault(account_id, timezone.now())
    try:
        is_more = dead_letters_delete(_with_words_of_erased, since=since)
    except LOST as error:
        raise Later(RETRY_SECONDS) from error
    if not is_more:
        del _began[account_id]
    return is_more


def _with_words_of_erased(messages: Sequence[Incoming]) -> set[int]:
    named = {message.tag: _ids_in(message.body) for message in messages if _may_have_words(message)}
    erased = erased_among(set().union(*named.values())) if named else set()
    return {tag for tag, ids in named.items() if not erased.isdisjoint(ids)}


def _ids_in(body: bytes) -> set[UUID]:
    return {UUID(found.decode()) for found in ID.findall(body)}


def _may_have_words(message: Incoming) -> bool:
    event_class = EVENTS.get(str(message.headers.get("ce-type")))
    return event_class is None or bool(event_class.person)
