"""The statement of a versioned upsert: inserts rows, or else locks what is there and changes it if it is older."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

from chassis.database.prepared import PreparedText
from chassis.events.rebuild_snapshot import is_being_rebuilt, key_of, snapshot_table

Names = tuple[str, ...]


def upsert(model: type[models.Model], key: Names, changes: Names, rows: Sequence[dict[str, Any]]) -> list[Any]:
    """Run the statement for some rows with different keys, each with all of ``key`` and ``changes``; it locks by key.

    Returns for each row whether it was created, whether it was changed, whether it was found, and what was found of
    ``changes``. A row that is neither created nor found was created by another transaction since the statement's
    snapshot: the next statement sees it.
    """
    columns = _columns(model, (*key, *changes))
    values = zip(*(_values_of(model, columns, row) for row in rows), strict=True)
    parameters = [list(each) for each in values]
    if not is_being_rebuilt(model):
        return _prepared(model, key, changes).rows(*parameters)
    places = [f"%s::{_array(column)}" for column in columns]
    with connection.cursor() as cursor:  # the table of the snapshot is another one in each rebuild
        cursor.execute(_text(model, key, changes, places, is_rebuilt=True), parameters)
        return cursor.fetchall()


def _values_of(model: type[models.Model], columns: Sequence[models.Field], row: dict[str, Any]) -> list[Any]:
    """Return the values of a new row, Python defaults included, in the order of the columns."""
    instance = model(**row)
    return [column.get_db_prep_save(column.pre_save(instance, True), connection) for column in columns]


@cache
def _columns(model: type[models.Model], given: Names) -> tuple[models.Field, ...]:
    """Return the fields that a new row gives a value; the rest is the database's to fill."""
    for name in given:
        if not isinstance(model._meta.get_field(name), models.Field):
            raise TypeError(f"{model.__name__}.{name} is no column")
    fields = model._meta.concrete_fields
    return tuple(field for field in fields if field.name in given or not _is_filled_by_database(field))


def _is_filled_by_database(field: models.Field) -> bool:
    return field.generated or isinstance(field, models.AutoField) or isinstance(field.get_default(), DatabaseDefault)


def _array(field: models.Field) -> str:
    """Return the type of an array of the column, without a length: a cast would cut off what is too long."""
    return re.sub(r"\(.*\)", "", str(field.db_type(connection))) + "[]"


@cache
def _prepared(model: type[models.Model], key: Names, changes: Names) -> PreparedText:
    types = [_array(column) for column in _columns(model, (*key, *changes))]
    places = [f"${place}::{name}" for place, name in enumerate(types, 1)]
    return PreparedText(_text(model, key, changes, places, is_rebuilt=False), types)


def _text(model: type[models.Model], key: Names, changes: Names, places: Sequence[str], *, is_rebuilt: bool) -> str:
    quoted = connection.ops.quote_name
    table, columns = quoted(model._meta.db_table), _columns(model, (*key, *changes))
    column = {field.name: quoted(str(field.column)) for field in columns}
    listed, own = ", ".join(column.values()), ", ".join(column[name] for name in key)
    may_change, and_note = _in_rebuild(model) if is_rebuilt else ("found.version < offered.version", "")
    # S608: names come from the model, every value is a parameter.
    return f"""
        WITH offered AS (
            SELECT * FROM unnest({", ".join(places)}) WITH ORDINALITY AS offered ({listed}, offered_at)
        ), created AS (
            INSERT INTO {table} ({listed}) SELECT {listed} FROM offered ORDER BY {own}
            ON CONFLICT ({own}) DO NOTHING RETURNING {own}
        ), found AS (
            SELECT held.* FROM {table} AS held JOIN offered USING ({own})
            WHERE ({own}) NOT IN (SELECT {own} FROM created) ORDER BY {own} FOR UPDATE OF held
        ), changed AS (
            UPDATE {table} AS held SET {", ".join(f"{column[name]} = offered.{column[name]}" for name in changes)}
            FROM found JOIN offered USING ({own})
            WHERE {_same("held", "found", column, key)} AND {may_change} RETURNING {_of("held", column, key)}
        ){and_note}
        SELECT ({own}) IN (SELECT {own} FROM created), ({own}) IN (SELECT {own} FROM changed),
            found.version IS NOT NULL, {_of("found", column, changes)}
        FROM offered LEFT JOIN found USING ({own}) ORDER BY offered_at
    """  # noqa: S608


def _of(table: str, column: dict[str, str], names: Names) -> str:
    return ", ".join(f"{table}.{column[name]}" for name in names)


def _same(left: str, right: str, column: dict[str, str], key: Names) -> str:
    return " AND ".join(f"{left}.{column[name]} = {right}.{column[name]}" for name in key)


def _in_rebuild(model: type[models.Model]) -> tuple[str, str]:
    """Return when a row may be changed in a rebuild, and the part of the statement that notes that it was named."""
    table, same_row = snapshot_table(model), f"before.key = found.{key_of(model)}"
    is_untouched = (
        f"SELECT 1 FROM {table} AS before WHERE {same_row} AND before.version = found.version AND NOT before.is_seen"  # noqa: S608
    )
    note = f", named AS (UPDATE {table} AS before SET is_seen = true FROM found WHERE {same_row})"  # noqa: S608
    return f"(found.version <= offered.version OR EXISTS ({is_untouched}))", note
