"""Schema changes with a short lock timeout."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql import schema

INDEX = re.compile(r'\s*CREATE (UNIQUE )?INDEX CONCURRENTLY (IF NOT EXISTS )?"?(?P<name>\w+)"? ')
EXISTING = "SELECT 1 FROM pg_class WHERE relname = %s AND relkind = 'i' AND pg_table_is_visible(oid)"
LOCK_TIMEOUT_SECONDS = 2.0
"""Less than DB_TIMEOUT_SECONDS: requests that wait behind a waiting ALTER TABLE are still answered."""


class SchemaEditor(schema.DatabaseSchemaEditor):
    """Fails when it does not get a lock in time, because every reader and writer of the table waits behind it.

    That raises OperationalError with the code 55P03, lock_not_available; an atomic migration has changed nothing then.
    """

    def __enter__(self) -> "SchemaEditor":
        """Begin, with the limit."""
        super().__enter__()
        self._limit(LOCK_TIMEOUT_SECONDS)
        return self

    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> None:
        """End; the limit of an atomic migration ends with its transaction."""
        super().__exit__(exc_type, exc_value, traceback)
        if not self.atomic_migration:
            self._limit(0)

    def execute(self, sql: Any, params: Any = ()) -> Any:
        """Execute a statement.

        Building an index concurrently blocks no other transaction and cannot be retried, so it may wait. It is not
        atomic either: what an interrupted attempt left of it, complete or not, is dropped first.
        """
        if " CONCURRENTLY " not in str(sql):
            return super().execute(sql, params)
        with self._unlimited():
            if (made := INDEX.match(str(sql))) and self._exists(made["name"]):
                super().execute(f"DROP INDEX CONCURRENTLY {self.quote_name(made['name'])}")
            return super().execute(sql, params)

    def _exists(self, index: str) -> bool:
        with self.connection.cursor() as cursor:
            cursor.execute(EXISTING, [index])
            return cursor.fetchone() is not None

    @contextmanager
    def _unlimited(self) -> Iterator[None]:
        self._limit(0)
        try:
            yield
        finally:
            self._limit(LOCK_TIMEOUT_SECONDS)

    def _limit(self, seconds: float) -> None:
        """Set how long a statement waits for a lock, until the end of the transaction if there is one; 0: for ever."""
        if self.collect_sql or self.connection.needs_rollback or not self.connection.is_usable():
            return
        scope = "LOCAL" if self.connection.in_atomic_block else "SESSION"
        with self.connection.cursor() as cursor:
            cursor.execute(f"SET {scope} lock_timeout = {round(seconds * 1000)}")
