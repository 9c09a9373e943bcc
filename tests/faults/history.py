"""What the clients of a run did and saw, one JSON object a line: the first input of the checker, beside the final
dump.
"""

import json
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TextIO

CONFIRMED_SECONDS = 2.0
"""A deletion that is answered sooner was confirmed by every service that shows content; it waits so long for them."""


@dataclass
class Record:
    """One operation of one client.

    ``outcome`` is ``ok`` (2xx), ``fail`` (4xx: surely no effect) or ``info`` (time-out, reset, 5xx: nobody knows).
    ``attempts`` counts the tries with the same idempotency key until the outcome was definite.
    ``key`` is the idempotency key, if there was one.
    ``bare`` counts the 503s that did not say when to try again.
    Times are seconds since the epoch by the clock of the client's machine.
    """

    user: str
    op: str
    args: dict[str, Any]
    outcome: str = "info"
    status: int = 0
    answer: Any = None
    attempts: int = 0
    started: float = 0.0
    ended: float = 0.0
    seconds: float = 0.0
    statuses: list[int] = field(default_factory=list)
    bare: int = 0
    key: str = ""


def is_confirmed(deletion: Record) -> bool:
    """Answer whether an account was hidden everywhere when its deletion was answered."""
    return deletion.status == 202 and deletion.attempts == 1 and deletion.seconds < CONFIRMED_SECONDS


class History:
    """The file that the clients write, safe to use from many threads."""

    def __init__(self, path: Path) -> None:
        """Start a new history at ``path``."""
        self._file: TextIO = path.open("w", buffering=1)
        self._lock = threading.Lock()
        self.records: list[Record] = []

    def add(self, record: Record) -> Record:
        """Write a finished operation into the file and return it."""
        record.ended = time.time()
        with self._lock:
            self.records.append(record)
            self._file.write(json.dumps(asdict(record)) + "\n")
        return record

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def read(path: Path) -> list[Record]:
    """Return the records of a history in the order in which they ended."""
    return [Record(**json.loads(line)) for line in path.read_text().splitlines()]


def by_user(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Yield each client's operations in the order in which it did them; a client does one thing at a time."""
    users: dict[str, list[Record]] = {}
    for record in records:
        users.setdefault(record.user, []).append(record)
    yield from users.values()
