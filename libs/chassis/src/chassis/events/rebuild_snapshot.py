"""A snapshot of keys and versions, taken when a rebuild begins: it shows which rows events have changed since."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, models, transaction

CHUNK = 1000
"""How many rows are deleted in one transaction."""

_rebuilt: ContextVar[frozenset[type[models.Model]]] = ContextVar("rebuilt", default=frozenset())


def is_being_rebuilt(model: type[models.Model]) -> bool:
    """Return whether a rebuild of this table runs in this thread."""
    return model in _rebuilt.get()


def snapshot_table(model: type[models.Model]) -> str:
    """Return the quoted name of the temporary table of the snapshot: ``key``, ``version`` and ``is_seen``."""
    return connection.ops.quote_name(f"snapshot_{model._meta.db_table}")


@contextmanager
def snapshot(tables: Mapping[type[models.Model], Sequence[Mapping[str, str]]]) -> Iterator[None]:
    """Store the keys and versions of the rows of these tables; ``is_being_rebuilt`` is true meanwhile. Takes no locks.

    With each table come the values of columns that its rows have; an empty mapping means all rows.
    """
    rebuilt = frozenset(tables)
    for model, rows in tables.items():
        _create(model, rows)
    token = _rebuilt.set(rebuilt)
    try:
        yield
    finally:
        _rebuilt.reset(token)
    _drop(rebuilt)


def delete_unnamed(model: type[models.Model]) -> None:
    """Delete the rows that the owner did not name and that no event has changed since, in batches."""
    after = None
    while (after := _delete_chunk(model, after)) is not None:
        pass


def mark_seen(model: type[models.Model], keys: Sequence[Any]) -> None:
    """Note in the snapshot that the owner has named the rows with these primary keys."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {snapshot_table(model)} SET is_seen = true WHERE key = ANY(%s)", [list(keys)])  # noqa: S608


def unseen(model: type[models.Model], most: int) -> tuple[list[Any], int]:
    """Return keys of rows that the owner has not named and that nothing has changed since, and how many there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT row.{key_of(model)}, count(*) OVER ()
            FROM {_quoted(model)} AS row
            JOIN {snapshot_table(model)} AS held ON row.{key_of(model)} = held.key AND row.version = held.version
            WHERE NOT held.is_seen ORDER BY 1 LIMIT {most}
            """  # noqa: S608 - names of the model
        )
        rows = cursor.fetchall()
    return [key for key, _ in rows], rows[0][1] if rows else 0


@transaction.atomic
def _create(model: type[models.Model], rows: Sequence[Mapping[str, str]]) -> None:
    table = _quoted(model)
    condition, values = _any_of(rows)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {snapshot_table(model)}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {snapshot_table(model)} AS"  # noqa: S608 - names of the model
            f" SELECT {key_of(model)} AS key, version, false AS is_seen FROM {table} WHERE {condition}",
            values,
        )
        cursor.execute(f"ALTER TABLE {snapshot_table(model)} ADD PRIMARY KEY (key)")
        cursor.execute(f"ANALYZE {snapshot_table(model)}")


def _any_of(rows: Sequence[Mapping[str, str]]) -> tuple[str, list[str]]:
    """Return the condition of rows that have all values of one of these mappings, and its parameters."""
    quoted = connection.ops.quote_name
    each = [" AND ".join([f"{quoted(column)} = %s" for column in mapping] or ["true"]) for mapping in rows]
    return " OR ".join(f"({one})" for one in each), [value for mapping in rows for value in mapping.values()]


def _delete_chunk(model: type[models.Model], after: Any) -> Any:
    """Delete the next rows in the order of their keys; return the last of these keys, or None at the end."""
    rest = "NOT is_seen" if after is None else "NOT is_seen AND key > %(after)s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH unnamed AS (
                SELECT key, version FROM {snapshot_table(model)} WHERE {rest} ORDER BY key LIMIT {CHUNK}
            ), deleted AS (
                DELETE FROM {_quoted(model)} AS row USING unnamed
                WHERE row.{key_of(model)} = unnamed.key AND row.version = unnamed.version
            )
            SELECT key FROM unnamed ORDER BY key DESC LIMIT 1
            """,  # noqa: S608 - likewise
            {"after": after},
        )
        row = cursor.fetchone()
        return row[0] if row else None


def _drop(rebuilt: Iterable[type[models.Model]]) -> None:
    with connection.cursor() as cursor:
        for model in rebuilt:
            cursor.execute(f"DROP TABLE {snapshot_table(model)}")


def key_of(model: type[models.Model]) -> str:
    """Return the quoted name of the column of the primary key."""
    return connection.ops.quote_name(str(model._meta.pk.column))


def _quoted(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
