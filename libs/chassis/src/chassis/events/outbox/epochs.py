"""Epochs: after a restore from a backup, emitted versions begin above every version that was emitted before.

Rows count their changes: 1, 2, 3 … A restored row continues from an older number, and a row that the backup lacks
begins at 1 again, while consumers have higher versions and would ignore the events. So the floor of the present epoch
is added to every version that is emitted; the first epoch has the floor 0. Consumers compare one number.

The floor is derived from the time and not from a counter in the table, which would be restored with the backup.
"""

import json
from collections.abc import Callable

from django.db import connection

from contracts import Event

STEP = 2**20
"""How much the floor grows in a second: more than the changes of one aggregate.

Versions stay below 2**53 until 2298.
"""

FLOOR = "(SELECT coalesce(max(floor), 0) FROM version_epoch)"
BEGIN = """
    INSERT INTO version_epoch (id, floor)
    VALUES (1, %(step)s * greatest(1, extract(epoch FROM clock_timestamp() - timestamptz '2026-01-01Z')::bigint))
    ON CONFLICT (id) DO UPDATE SET floor = greatest(version_epoch.floor + %(step)s, EXCLUDED.floor)
    RETURNING floor
"""

_hooks: list[Callable[[], object]] = []


def on_epoch(function: Callable[[], object]) -> Callable[[], object]:
    """Register what else must be done in this service after its database was restored, e.g. clearing caches."""
    _hooks.append(function)
    return function


def after_restore() -> int:
    """Begin an epoch and call the registered functions; return the floor. It can be run again."""
    floor = epoch_begin()
    for hook in _hooks:
        hook()
    return floor


def epoch_begin() -> int:
    """Begin an epoch, after the database was restored, and return its floor: above every version emitted before."""
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, {"step": STEP})
        (floor,) = cursor.fetchone()
        return int(floor)


def version_floor() -> int:
    """Return what is added to each version that is emitted: 0 until the database is restored for the first time."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {FLOOR}")
        (floor,) = cursor.fetchone()
        return int(floor)


def in_present_epoch(event: Event, floor: int) -> dict[str, object]:
    """Return the data of an exported event with its version in the present epoch."""
    data: dict[str, object] = json.loads(event.model_dump_json())
    return data | {"version": event.version + floor}
