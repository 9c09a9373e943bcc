"""Records what one service publishes on the bus, and when."""

import threading
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pika

from stack.handle import Handle
from tests.faults.raw_events import EXCHANGE

TICK_SECONDS = 0.1


@dataclass(frozen=True)
class RecordedMessage:
    """One message on the wire; ``at`` is in seconds since the epoch."""

    at: float
    id: str
    type: str
    subject: str
    sequence: int


class BusRecorder:
    """Reads a queue of its own that is bound for some routing keys, between ``__enter__`` and ``__exit__``."""

    def __init__(self, stack: Handle, package: str, *keys: str) -> None:
        """Listen as the broker's user of the service ``package``."""
        self._url, self._queue, self._keys = stack.broker_url(package), f"{package}.events.recorder", keys
        self._stop = threading.Event()
        self._listening = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self.sightings: list[RecordedMessage] = []

    def __enter__(self) -> "BusRecorder":
        """Return when the queue is bound, so that no later message is missed."""
        self._thread.start()
        self._listening.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        self._stop.set()
        self._thread.join()

    def repeated(self) -> int:
        """Return how many events were seen more than once."""
        return sum(1 for count in Counter(one.id for one in self.sightings).values() if count > 1)

    def first_seen(self) -> dict[str, float]:
        """Return when each event was first seen, by its id."""
        return {one.id: one.at for one in reversed(self.sightings)}

    def out_of_order(self) -> list[str]:
        """Return the subjects of which a version was first seen after a higher one."""
        highest: dict[str, int] = {}
        seen: set[str] = set()
        late = []
        for one in self.sightings:
            if one.id not in seen and one.sequence < highest.get(one.subject, 0):
                late.append(one.subject)
            seen.add(one.id)
            highest[one.subject] = max(one.sequence, highest.get(one.subject, 0))
        return late

    def _listen(self) -> None:
        with pika.BlockingConnection(pika.URLParameters(self._url)) as connection:
            channel = connection.channel()
            channel.queue_declare(self._queue, exclusive=True)
            for key in self._keys:
                channel.queue_bind(self._queue, EXCHANGE, routing_key=key)
            self._listening.set()
            for _, properties, _ in channel.consume(self._queue, auto_ack=True, inactivity_timeout=TICK_SECONDS):
                if properties is not None:
                    self.sightings.append(_recorded(properties.headers))
                elif self._stop.is_set():
                    return


def _recorded(headers: dict[str, Any]) -> RecordedMessage:
    return RecordedMessage(
        time.time(), headers["ce-id"], headers["ce-type"], headers["ce-subject"], int(headers["ce-sequence"])
    )
