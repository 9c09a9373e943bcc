"""How names and words of an erased account leave the events that the chassis keeps for the service."""

from functools import partial
from uuid import UUID

from django.db import connection

from bus.connection import LOST
from bus.messages import Incoming
from chassis.events.consuming.dead_letters import dead_letters_delete
from chassis.events.outbox.models import OutboxEntry
from chassis.jobs import Later
from contracts import EVENTS
from personal_data.interface import erases

AT_ONCE = 500
RETRY_SECONDS = 5.0

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
    """Delete dead letters. Raises Later while the broker is unavailable."""
    try:
        dead_letters_delete(partial(_has_words, account_id))
    except LOST as error:
        raise Later(RETRY_SECONDS) from error
    return False


def _has_words(account_id: UUID, message: Incoming) -> bool:
    event_class = EVENTS.get(str(message.headers.get("ce-type")))
    is_wordless = event_class is not None and not event_class.person
    return not is_wordless and str(account_id).encode() in message.body
