"""Statements that Django builds once per process and PostgreSQL plans once per connection.

Building a queryset and planning its statement often cost more than executing it.
"""

import inspect
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import update_wrapper
from itertools import count
from threading import RLock
from types import NoneType, UnionType
from typing import Any, get_args
from uuid import UUID

from django.db import NotSupportedError, OperationalError, connection
from django.db.models import QuerySet
from django.db.models.base import ModelState
from django.db.models.expressions import RawSQL
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

MARKERS: dict[Any, tuple[str, Callable[[int], Any]]] = {
    UUID: ("uuid", lambda place: UUID(int=0xF1A6 << 112 | place)),
    list[UUID]: ("uuid[]", lambda place: [UUID(int=0xF1A7 << 112 | place)]),
    bytes: ("bytea", lambda place: b"\xf1\xa8" * 7 + place.to_bytes(2)),
    int: ("bigint", lambda place: 0x7A6B_0000_0000_0000 + place),
    datetime: ("timestamptz", lambda place: datetime(4000 + place, 1, 1, tzinfo=UTC)),
}
"""For each type of parameter: its name in PostgreSQL, and a value that occurs nowhere else in a statement."""

Statement = QuerySet | tuple[str, Sequence[Any]]
Convert = Callable[[list[tuple[Any, ...]]], list[Any]]
_numbers = count(1)
_building = RLock()
"""Django changes a query while it compiles it: two threads at once would make a statement that lacks a JOIN."""


class PreparedText:
    """A statement with ``$1``, ``$2`` and so on: prepared at its first use on a connection, executed from then on.

    ``types`` are PostgreSQL's names of the types of its parameters.
    """

    def __init__(self, text: str, types: Sequence[str]) -> None:
        self._text = text
        self._name = f"kith_{next(_numbers)}"
        places = ", ".join(f"%s::{name}" for name in types)
        self._execute = f"EXECUTE {self._name} ({places})" if places else f"EXECUTE {self._name}"
        self._prepared_as = f"{self._name} ({', '.join(types)})" if types else self._name

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows for these values, none of a statement that returns none. One query."""
        try:
            return self._run(values)
        except NotSupportedError as error:
            # PostgreSQL refuses a statement whose columns have changed their type since it was prepared, and ends a
            # transaction by that. A retry of the transaction succeeds, as after an outage.
            if connection.in_atomic_block:
                raise OperationalError("a prepared statement is outdated") from error
            return self._run(values)

    def _run(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            self._prepare()
            try:
                cursor.execute(self._execute, values)
            except NotSupportedError:
                # Others are probably outdated, too; each one that a transaction met would end it.
                known = connection.prepared  # type: ignore[attr-defined]
                known.update(dict.fromkeys(known, False))
                raise
            return cursor.fetchall() if cursor.description else []

    def _prepare(self) -> None:
        """Prepare the statement unless this connection has it prepared; prepare it again if that is outdated."""
        known = connection.prepared  # type: ignore[attr-defined]
        if known.get(self._name):
            return
        if self._name in known:  # Not when it is found outdated: a failed transaction executes nothing.
            self._command(f"DEALLOCATE {self._name}")
            del known[self._name]
        self._command(f"PREPARE {self._prepared_as} AS {self._text}")
        known[self._name] = True

    def _command(self, sql: str) -> None:
        """Run a command that belongs to the connection and not to the request, and is not counted as its query."""
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(sql)


class Prepared:
    """Decorates a function that builds a statement: a queryset, or SQL and its parameters; then it returns results.

    The function is called once for each combination of parameters that are None, with None for these and a marker for
    the others; a parameter that may be None is annotated ``X | None``. Everything else in the statement is a constant,
    which lets PostgreSQL use partial indexes. A parameter may also be the end of a slice. ``types`` are those of the
    parameters where they are not annotated.
    """

    def __init__(self, build: Callable[..., Statement], types: Sequence[Any] = ()) -> None:
        update_wrapper(self, build)
        self._build = build
        self._types = list(types or types_of(build))
        self._optional = [place for place, each in enumerate(self._types) if isinstance(each, UnionType)]
        self._statements: dict[tuple[int, ...], _PreparedStatement] = {}

    def __call__(self, *values: Any) -> list[Any]:
        """Return what the queryset returns for these values: model instances or rows; of SQL, rows. One query."""
        absent = tuple(place for place in self._optional if values[place] is None)
        statement = self._statements.get(absent) or self._make_statement(absent)
        present = (value for place, value in enumerate(values) if place not in absent) if absent else values
        return statement.results(*present)

    def _make_statement(self, absent: tuple[int, ...]) -> "_PreparedStatement":
        types = [None if place in absent else _type_of(each) for place, each in enumerate(self._types)]
        return self._statements.setdefault(absent, _PreparedStatement(self._build, types))


def listed(ids: Any) -> RawSQL:
    """Return a subquery of the UUIDs of a parameter: ``filter(id__in=listed(ids))``."""
    # PostgreSQL must not know how many there are: for few it would plan the statement anew each time, and planning
    # takes longer than executing.
    return RawSQL("SELECT unnest((SELECT %s::uuid[]))", [ids])


def _type_of(annotation: Any) -> Any:
    """Return ``X`` for ``X | None``, and any other annotation unchanged."""
    if not isinstance(annotation, UnionType):
        return annotation
    return next(each for each in get_args(annotation) if each is not NoneType)


class _PreparedStatement:
    """The statement for one combination of parameters that are None; ``types`` has None in their places."""

    def __init__(self, build: Callable[..., Statement], types: Sequence[Any]) -> None:
        self._build = build
        self._types = [MARKERS[each] for each in types if each]
        made = (make(place) for place, (_, make) in enumerate(self._types, 1))
        self._arguments = [next(made) if each else None for each in types]
        self._markers = [each for each in self._arguments if each is not None]

        self._made: tuple[PreparedText, Convert] | None = None

    def results(self, *values: Any) -> list[Any]:
        """Return the results for the values of the parameters that are not None."""
        statement, convert = self._made or self._make_once()
        rows = statement.rows(*values)
        return convert(rows) if rows else []

    def _make_once(self) -> tuple[PreparedText, Convert]:
        connection.ensure_connection()  # nobody waits for the lock because the database does not answer
        with _building:
            if self._made is None:
                self._made = self._make(self._build(*self._arguments))
            return self._made

    def _make(self, built: Statement) -> tuple[PreparedText, Convert]:
        sql, parameters = built.query.sql_with_params() if isinstance(built, QuerySet) else built
        text = PreparedText(self._text(sql, parameters), [name for name, _ in self._types])
        return text, _converter(built) if isinstance(built, QuerySet) else list

    def _text(self, sql: str, parameters: Sequence[Any]) -> str:
        """Return the statement with $1, $2 and so on in place of the markers."""
        with connection.cursor() as cursor:
            text = cursor.mogrify(sql, parameters).decode()
            literals = [cursor.mogrify("%s", [marker]).decode() for marker in self._markers]
        for place, (literal, (name, _)) in enumerate(zip(literals, self._types, strict=True), 1):
            text = text.replace(literal, f"${place}::{name}")
        return text


def _converter(built: QuerySet) -> Convert:
    """Return what turns rows into results, as Django's ModelIterable does."""
    compiler = built.query.get_compiler(connection=connection)
    compiler.pre_sql_setup()
    converters = compiler.get_converters([column for column, _, _ in compiler.select])
    make = _maker(compiler) if built._iterable_class is ModelIterable else None

    def results(rows: list[tuple[Any, ...]]) -> list[Any]:
        if converters:
            rows = list(map(tuple, compiler.apply_converters(rows, converters)))
        return [make(row) for row in rows] if make else rows

    return results


def _maker(compiler: SQLCompiler) -> Callable[[tuple[Any, ...]], Any]:
    """Return what makes an instance of the query's model of a row, with the annotations as attributes.

    As ``Model.from_db``, without its loop over the fields and its signals, which took longer than all else for a row.
    """
    model: Any = compiler.query.model
    alias, places = connection.alias, compiler.klass_info["select_fields"]
    names = {place: compiler.select[place][0].target.attname for place in places}
    names |= {place: name for name, place in compiler.annotation_col_map.items()}
    ordered = [names[place] for place in range(len(names))]  # what select_related adds comes after these
    related = get_related_populators(compiler.klass_info, compiler.select, alias)  # type: ignore[call-arg]

    def make(row: tuple[Any, ...]) -> Any:
        instance = model.__new__(model)
        instance._state = state = ModelState()
        state.adding, state.db = False, alias
        instance.__dict__.update(zip(ordered, row, strict=False))
        for each in related:
            each.populate(row, instance)
        return instance

    return make


def types_of(build: Callable[..., Statement]) -> list[Any]:
    """Return the types of a function's parameters, by which ``MARKERS`` has their markers."""
    return [each.annotation for each in inspect.signature(build).parameters.values()]
