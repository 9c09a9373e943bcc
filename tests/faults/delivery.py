"""What was published and is not yet handled, from the services' own tables: the outboxes and inboxes.

The broker's own count of a quorum queue is up to five seconds old; the tables are exact.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg2

from manifest import SERVICES, service_named
from stack.handle import Handle
from tests.faults import broker_state
from tests.faults.raw_events import EXCHANGE

LANES = ("", ".bulk")
"""The suffixes of the queues from which a service handles events."""
EMITTED = (
    "SELECT array_agg(event_id::text) FROM outbox WHERE type = %s AND created_at >= %s AND published_at IS NOT NULL"
)
UNHANDLED = """
    SELECT count(*) FROM unnest(%s::uuid[]) AS event (id) WHERE NOT EXISTS (SELECT FROM inbox WHERE event_id = event.id)
"""


def undelivered(stack: Handle, *, since: datetime) -> int:
    """Return how many deliveries to services are missing, of the events that were published since a moment."""
    return deliveries(stack, since=since)[1]


def deliveries(stack: Handle, *, since: datetime) -> tuple[int, int]:
    """Return how many deliveries there must be of the events that were published since a moment, and how many are
    missing.
    """
    found = [_of_type(stack, event_type, packages, since) for event_type, packages in subscriptions(stack).items()]
    return sum(events for events, _ in found), sum(missing for _, missing in found)


def subscriptions(stack: Handle) -> dict[str, list[str]]:
    """Return which services' queues are bound for each type of event."""
    found: dict[str, set[str]] = {}
    for (package, _), event_types in bound_queues(stack).items():
        for event_type in event_types:
            found.setdefault(event_type, set()).add(package)
    return {event_type: sorted(packages) for event_type, packages in found.items()}


def bound_queues(stack: Handle) -> dict[tuple[str, str], list[str]]:
    """Return the types of events that each queue of a service is bound for, by service and queue."""
    owners = {f"{service.package}.events{lane}": service.package for service in SERVICES for lane in LANES}
    found: dict[tuple[str, str], list[str]] = {}
    for exchange, queue, routing_key in broker_state.bindings(stack):
        if exchange == EXCHANGE and queue in owners:
            found.setdefault((owners[queue], queue), []).append(routing_key)
    return found


def _of_type(stack: Handle, event_type: str, packages: Sequence[str], since: datetime) -> tuple[int, int]:
    events = _one(stack, event_type.split(".")[0], EMITTED, [event_type, since]) or []
    missing = sum(_one(stack, package, UNHANDLED, [events]) for package in packages) if events else 0
    return len(events) * len(packages), missing


def _one(stack: Handle, package: str, statement: str, parameters: list[Any]) -> Any:
    """Return the one value of a statement in a service's database."""
    url = stack.database_url(service_named(package).name, as_admin=True)
    connection = psycopg2.connect(url, connect_timeout=3)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchone()[0]
    finally:
        connection.close()
