"""Rebuilds projections from zero while the service runs."""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.db import connection, transaction

from chassis.env import env
from chassis.exports import MAX_LIMIT
from chassis.http import Client
from chassis.inbox.quiet import quietly
from chassis.inbox.registry import handlers_of
from chassis.projections import Projection, all_projections
from contracts import Event

TIMEOUT_SECONDS = 30.0


def rebuild(name: str) -> int:
    """Empty the tables of the projections of this name and fill them from their sources; return how many facts came.

    Readers see the old rows until the commit. The consumer waits for the lock, and that is what makes it exact: what it
    applied before is in the export, what comes after is applied by version. Raises requests.RequestException when a
    source cannot be asked; then nothing has changed.
    """
    projections = [projection for projection in all_projections() if projection.name == name]
    with transaction.atomic(), quietly():
        _empty(sorted({model._meta.db_table for projection in projections for model in projection.models}))
        return sum(_fill(projection) for projection in projections)


def _empty(tables: Sequence[str]) -> None:
    quoted = [connection.ops.quote_name(table) for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(quoted)} IN SHARE ROW EXCLUSIVE MODE")
        for table in quoted:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - a model's table


def _fill(projection: Projection) -> int:
    count = 0
    for event in _exported(projection):
        for handler in handlers_of(projection.event.type):
            handler(event)
        count += 1
    return count


def _exported(projection: Projection) -> Iterator[Event]:
    client = Client(env(projection.source), settings.INTERNAL_SECRET, timeout_seconds=TIMEOUT_SECONDS)
    after = ""
    while after is not None:
        page = client.get(f"/internal/export/{projection.event.type}/", after=after, limit=MAX_LIMIT)
        yield from (projection.event.model_validate(each["event"]) for each in page["results"])
        after = page["next"]
