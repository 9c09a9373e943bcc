"""The handler that is measured: one versioned upsert and one counter, as for a follow."""

import os
import time
from typing import ClassVar
from uuid import UUID

from django.db import connection, transaction

from bench.bus.models import Edge
from chassis.inbox import handles
from chassis.projections import apply_if_newer
from contracts import Event

COUNT = """
    INSERT INTO bus_edgecount (target_id, count) VALUES (%s, %s)
    ON CONFLICT (target_id) DO UPDATE SET count = bus_edgecount.count + EXCLUDED.count
"""
effects: int | None = None
"""The file descriptor that is told of every committed effect while latency is measured."""


class EdgeChanged(Event):
    """A relation is on or off."""

    type: ClassVar[str] = "bench.edge.changed.v1"
    aggregate: ClassVar[str] = "edge/{source_id}/{target_id}"

    source_id: UUID
    target_id: UUID
    state: str


@handles(EdgeChanged)
def count_edge(event: EdgeChanged) -> None:
    """Keep the relation, and count it."""
    key = {"source_id": event.source_id, "target_id": event.target_id}
    is_applied, previous = apply_if_newer(Edge, key=key, version=event.version, values={"state": event.state})
    if is_applied and not previous:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [event.target_id, 1])
    if effects is not None:
        transaction.on_commit(lambda: os.write(effects, f"{event.source_id} {time.time()}\n".encode()))
