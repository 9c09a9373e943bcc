"""Rebuilds projections from their sources while the service runs, in short transactions."""

import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import structlog
from django.conf import settings
from django.db import models, transaction

from chassis.database.deadlocks import retry_deadlocks
from chassis.events.exports import MAX_LIMIT
from chassis.events.inbox.filtering import with_effect
from chassis.events.inbox.rebuild_mode import rebuild_mode
from chassis.events.inbox.registry import handlers_of
from chassis.events.projections import Projection, all_projections
from chassis.events.rebuild_snapshot import delete_unnamed, snapshot
from chassis.internal.client import Client
from contracts import Event
from runtime.env import env

log = structlog.get_logger(source="rebuild")

TIMEOUT_SECONDS = 30.0
CHUNK = 100
"""How many events are applied in one transaction: others wait for these rows for some tens of milliseconds."""
PROGRESS_SECONDS = 10.0


def rebuild(name: str) -> int:
    """Correct the tables of the projections of this name from their sources; return how many events were read.

    Readers, writers and the consumer continue meanwhile. Rows that events change while it runs are kept; every other
    row gets its owner's state, and rows that the owner does not name are deleted at the end. Raises
    requests.RequestException when a source does not answer; then nothing is deleted, and it can be run again.
    """
    projections = [projection for projection in all_projections() if projection.name == name]
    tables = versioned_tables(projections)
    _repair(projections)  # handlers change counts by differences, so the counts must be correct before
    with snapshot(tables), rebuild_mode():
        count = sum(_fill(projection) for projection in projections)
        for model in tables:
            delete_unnamed(model)
    _repair(projections)
    return count


def _repair(projections: Sequence[Projection]) -> None:
    for repair in {projection.repair for projection in projections if projection.repair}:
        repair()


def versioned_tables(projections: Sequence[Projection]) -> dict[type[models.Model], list[Mapping[str, str]]]:
    """Return the tables with versions (not counts), each with the rows that belong to the projections."""
    tables: dict[type[models.Model], list[Mapping[str, str]]] = {}
    for projection in projections:
        for model in projection.models:
            if any(field.name == "version" for field in model._meta.concrete_fields):
                tables.setdefault(model, []).append(projection.rows)
    return tables


def _fill(projection: Projection) -> int:
    count, said_at = 0, time.monotonic()
    for page in pages_of(projection):
        for start in range(0, len(page), CHUNK):
            retry_deadlocks(partial(_apply, page[start : start + CHUNK]))
        count += len(page)
        if time.monotonic() - said_at > PROGRESS_SECONDS:
            said_at = time.monotonic()
            log.info("rebuilding", projection=projection.name, type=projection.event.type, facts=count)
    return count


@transaction.atomic
def _apply(events: Sequence[Event]) -> None:
    """Call the handlers with events of one type."""
    kept = with_effect(events)
    for handler in handlers_of(events[0].type) if kept else []:
        handler(kept)


def pages_of(projection: Projection) -> Iterator[list[Event]]:
    """Yield what the owner exports, in pages of MAX_LIMIT. Raises requests.RequestException."""
    client = Client(env(projection.source), settings.INTERNAL_SECRET, timeout_seconds=TIMEOUT_SECONDS)
    after = ""
    while after is not None:
        page = client.get(f"/internal/export/{projection.event.type}/", after=after, limit=MAX_LIMIT)
        yield [projection.event.model_validate(each["event"]) for each in page["results"]]
        after = page["next"]
