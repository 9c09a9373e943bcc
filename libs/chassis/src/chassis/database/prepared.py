"""Statements that Django builds once per process and PostgreSQL plans once per connection.

Building a queryset and planning its statement often cost more than executing it.
"""

import inspect
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property, update_wrapper
from itertools import count
from typing import Any
from uuid import UUID

from django.db import NotSupportedError, connection
from django.db.models import QuerySet

MARKERS: dict[Any, tuple[str, Callable[[int], Any]]] = {
    UUID: ("uuid", lambda place: UUID(int=0xF1A6 << 112 | place)),
    list[UUID]: ("uuid[]", lambda place: [UUID(int=0xF1A7 << 112 | place)]),
    int: ("bigint", lambda place: 0x7A6B_0000_0000_0000 + place),
    datetime: ("timestamptz", lambda place: datetime(4000 + place, 1, 1, tzinfo=UTC)),
}
"""For each type of parameter: its name in PostgreSQL, and a value that occurs nowhere else in a statement."""

Statement = QuerySet | tuple[str, Sequence[Any]]
_numbers = count(1)


class Prepared:
    """Decorates a function that builds a statement, as a queryset or as SQL and its parameters; then it returns rows.

    The function is called once, with a marker for each parameter; everything else in the statement is a constant, which
    lets PostgreSQL use partial indexes. A parameter may also be the end of a slice.
    """

    def __init__(self, build: Callable[..., Statement]) -> None:
        update_wrapper(self, build)
        self._build = build
        self._types = [MARKERS[each.annotation] for each in inspect.signature(build).parameters.values()]
        self._name = f"kith_{next(_numbers)}"
        places = ", ".join(["%s"] * len(self._types))
        self._execute = f"EXECUTE {self._name} ({places})" if places else f"EXECUTE {self._name}"

    def __call__(self, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows for these values, in the order of the parameters. One query."""
        try:
            return self._rows(values)
        except NotSupportedError:
            # PostgreSQL refuses a statement whose columns have changed their type since it was prepared.
            if connection.in_atomic_block:
                raise
            return self._rows(values)

    def _rows(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            self._prepare()
            try:
                cursor.execute(self._execute, values)
            except NotSupportedError:
                self._forget()
                raise
            return cursor.fetchall()

    def _prepare(self) -> None:
        """Prepare the statement unless this connection to the server has it."""
        known = connection.prepared  # type: ignore[attr-defined]
        if self._name not in known:
            self._run(f"PREPARE {self._name} AS {self._text}")
            known.add(self._name)

    def _forget(self) -> None:
        connection.prepared.discard(self._name)  # type: ignore[attr-defined]
        if not connection.in_atomic_block:
            self._run(f"DEALLOCATE {self._name}")

    def _run(self, sql: str) -> None:
        """Run a command that belongs to the connection and not to the request, and is not counted as its query."""
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(sql)

    @cached_property
    def _text(self) -> str:
        """Return the statement with $1, $2 and so on in place of the markers."""
        markers = [make(place) for place, (_, make) in enumerate(self._types, 1)]
        built = self._build(*markers)
        sql, parameters = built.query.sql_with_params() if isinstance(built, QuerySet) else built
        with connection.cursor() as cursor:
            text = cursor.mogrify(sql, parameters).decode()
            literals = [cursor.mogrify("%s", [marker]).decode() for marker in markers]
        for place, (literal, (name, _)) in enumerate(zip(literals, self._types, strict=True), 1):
            text = text.replace(literal, f"${place}::{name}")
        return text
