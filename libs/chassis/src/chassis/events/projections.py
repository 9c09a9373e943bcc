"""Local copies of other services' facts: applied by version, rebuilt from their source."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

from chassis.events.rebuild_snapshot import is_being_rebuilt, key_of, snapshot_table
from contracts import Event


@dataclass(frozen=True)
class Projection:
    """Tables that one kind of event fills, and the service that can export all those events again.

    ``source`` is the setting with the address of that service. ``models`` are all tables that its handlers write.
    Projections of one name are rebuilt together, in the order in which they are listed: things and their deletions,
    or tables with several sources. Where two sources name one row the first decides, unless the second is newer.
    ``rows`` are the values that all its rows have in some columns, such as their kind; other rows of the tables are not
    its own, and no rebuild of it deletes them.
    ``repair`` counts again what the rows amount to, in short transactions; it runs before and after a rebuild.
    """

    name: str
    event: type[Event]
    source: str
    models: list[type[models.Model]]
    rows: Mapping[str, str] = field(default_factory=dict)
    repair: Callable[[], object] | None = None


def all_projections() -> Iterator[Projection]:
    """Yield the PROJECTIONS of every installed app's ``projections`` module."""
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.projections"):
            yield from getattr(import_module(f"{config.name}.projections"), "PROJECTIONS", [])


def apply_if_newer(
    model: type[models.Model], *, key: dict[str, Any], version: int, values: dict[str, Any]
) -> tuple[bool, dict[str, Any] | None]:
    """Create or change the row ``key`` unless it has this version or a higher one; one statement, the row stays locked.

    In a rebuild of the table the owner's word counts more: it corrects a row of the same version, and a row of any
    version that the owner names for the first time and that no event has changed since the rebuild began.

    Returns whether it was applied, and the row's previous ``values`` and ``version``, or None when the row is new.
    ``key`` is the fields of the primary key or of one unconditional unique constraint; ``model`` has a ``version``.
    """
    names = ("version", *values)
    sql = _guarded_upsert(model, tuple(key), names, is_rebuilt=is_being_rebuilt(model))
    keys = _prepared(model, key)
    changes = _prepared(model, {"version": version, **values})
    parameters = [*_row(model, {**key, "version": version, **values}), *keys, *changes, *keys, version]
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            created, changed, found, *previous = cursor.fetchone()
        if created:
            return True, None
        if found:
            return changed, dict(zip(names, previous, strict=True))
        # Another transaction has created the row since this statement's snapshot: the next one sees it.


def _row(model: type[models.Model], fields: dict[str, Any]) -> list[Any]:
    """Return the values of a new row, Python defaults included, in the order of the columns."""
    instance = model(**fields)
    columns = _columns(model, tuple(fields))
    return [field.get_db_prep_save(field.pre_save(instance, True), connection) for field in columns]


def _prepared(model: type[models.Model], fields: dict[str, Any]) -> list[Any]:
    return [_field(model, name).get_db_prep_save(value, connection) for name, value in fields.items()]


def _field(model: type[models.Model], name: str) -> models.Field:
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{model.__name__}.{name} is no column")
    return field


def _quoted_column(field: models.Field) -> str:
    return connection.ops.quote_name(str(field.column))


@cache
def _columns(model: type[models.Model], given: tuple[str, ...]) -> tuple[models.Field, ...]:
    """Return the fields that a new row gives a value; the rest is the database's to fill."""
    fields = model._meta.concrete_fields
    return tuple(field for field in fields if field.name in given or not _is_filled_by_database(field))


def _is_filled_by_database(field: models.Field) -> bool:
    return field.generated or isinstance(field, models.AutoField) or isinstance(field.get_default(), DatabaseDefault)


@cache
def _guarded_upsert(
    model: type[models.Model], key: tuple[str, ...], changes: tuple[str, ...], *, is_rebuilt: bool
) -> str:
    """Return the statement: insert, or else lock what is there and change it if its version is lower."""
    may_change, and_note = _in_rebuild(model) if is_rebuilt else ("found.version < %s", "")
    table = connection.ops.quote_name(model._meta.db_table)

    def column(name: str) -> str:
        return _quoted_column(_field(model, name))

    new = _columns(model, (*key, *changes))
    columns, places = ", ".join(_quoted_column(field) for field in new), ", ".join("%s" for _ in new)
    is_row = " AND ".join(f"held.{column(name)} = %s" for name in key)
    same_row = " AND ".join(f"held.{column(name)} = found.{column(name)}" for name in key)
    # S608: names come from the model, every value is a parameter.
    return f"""
        WITH created AS (
            INSERT INTO {table} ({columns}) VALUES ({places})
            ON CONFLICT ({", ".join(map(column, key))}) DO NOTHING RETURNING 1
        ), found AS (
            SELECT * FROM {table} AS held WHERE {is_row} AND NOT EXISTS (SELECT 1 FROM created) FOR UPDATE
        ), changed AS (
            UPDATE {table} AS held SET {", ".join(f"{column(name)} = %s" for name in changes)}
            FROM found WHERE {same_row} AND {is_row} AND {may_change} RETURNING 1
        ){and_note}
        SELECT EXISTS (SELECT 1 FROM created), EXISTS (SELECT 1 FROM changed), found.version IS NOT NULL,
               {", ".join(f"found.{column(name)}" for name in changes)}
        FROM (SELECT 1) AS always LEFT JOIN found ON true
    """  # noqa: S608


def _in_rebuild(model: type[models.Model]) -> tuple[str, str]:
    """Return when a row may be changed in a rebuild, and the part of the statement that notes that it was named."""
    table, same_row = snapshot_table(model), f"before.key = found.{key_of(model)}"
    is_untouched = (
        f"SELECT 1 FROM {table} AS before WHERE {same_row} AND before.version = found.version AND NOT before.is_seen"  # noqa: S608
    )
    note = f", named AS (UPDATE {table} AS before SET is_seen = true FROM found WHERE {same_row})"  # noqa: S608
    return f"(found.version <= %s OR EXISTS ({is_untouched}))", note
