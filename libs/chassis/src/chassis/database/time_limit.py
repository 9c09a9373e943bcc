"""A limit that the server enforces on the time of each statement of a block."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def statement_limit(seconds: float) -> Iterator[None]:
    """Run the block in a transaction whose statements may each take ``seconds`` at most.

    A longer one raises OperationalError, which is answered 503. The deadline of a request ends the client's wait, but
    the server would continue to work on the statement.
    """
    with transaction.atomic(savepoint=False):
        _limit(f"{round(seconds * 1000)}ms")
        yield
        if len(connection.atomic_blocks) > 1:  # otherwise the limit ends with the transaction
            _limit("0")


def _limit(timeout: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [timeout])
