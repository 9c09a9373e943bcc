"""Looking into a service's database, and putting there what only time would."""

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import psycopg2

from stack.handle import Handle


def rows(handle: Handle, service: str, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run one statement as the service's own user, commit, and return the rows that it returns."""
    with (
        closing(psycopg2.connect(handle.database_url(service))) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def value(handle: Handle, service: str, statement: str, values: Sequence[Any] = ()) -> Any:
    """Return the only value of the only row."""
    [[found]] = rows(handle, service, statement, values)
    return found
