"""Takes the place of services' bindings, repeats the messages and changes their order."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pika

from stack.handle import Handle
from tests.faults.delivery import bound_queues
from tests.faults.raw_events import EXCHANGE, new_id

WINDOW = 200
PATIENCE_SECONDS = 5.0
"""A window that is not full is passed on after this time."""
TICK_SECONDS = 0.1

Message = tuple[pika.BasicProperties, bytes]


class Shuffler:
    """Collects the messages for one queue, and passes them on in windows: each message 1 to 3 times, in any order."""

    def __init__(self, stack: Handle, package: str, queue: str, keys: list[str], chance: random.Random) -> None:
        """Prepare for the routing keys that a queue of the service is bound with."""
        self._url, self._keys, self._chance = stack.broker_url(package), keys, chance
        self._exchange, self._own, self._aside = f"{package}.events", queue, f"{queue}.shuffled"
        self._stop = threading.Event()
        self._standing = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.taken = self.handed_in = 0

    def start(self) -> None:
        """Bind a queue of its own instead of the service's."""
        self._thread.start()
        self._standing.wait(10)

    def stop(self) -> None:
        """Bind the service's queue again, and pass on the rest."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        with pika.BlockingConnection(pika.URLParameters(self._url)) as connection:
            channel = connection.channel()
            channel.queue_declare(self._aside, exclusive=True)
            self._bind(channel, to=self._aside, instead_of=self._own)
            self._standing.set()
            self._shuffle(channel, until=self._stop.is_set)
            self._bind(channel, to=self._own, instead_of=self._aside)
            self._shuffle(channel, until=lambda: True)

    def _bind(self, channel: Any, *, to: str, instead_of: str) -> None:
        """Bind before unbinding, so that nothing is lost; a message that comes twice has one id."""
        for key in self._keys:
            channel.queue_bind(to, EXCHANGE, routing_key=key)
        for key in self._keys:
            channel.queue_unbind(instead_of, EXCHANGE, routing_key=key)

    def _shuffle(self, channel: Any, *, until: Any) -> None:
        """Pass windows on until it is stopped and nothing is left."""
        window: list[Message] = []
        began = time.monotonic()
        for method, properties, body in channel.consume(self._aside, auto_ack=True, inactivity_timeout=TICK_SECONDS):
            if method is not None:
                window.append((properties, body))
            is_end = method is None and until()
            if len(window) >= WINDOW or is_end or time.monotonic() - began > PATIENCE_SECONDS:
                self._hand_in(channel, window)
                window, began = [], time.monotonic()
            if is_end:
                break
        channel.cancel()

    def _hand_in(self, channel: Any, window: list[Message]) -> None:
        copies = [copy for message in window for copy in self._copies(message)]
        self._chance.shuffle(copies)
        for properties, body in copies:
            channel.basic_publish(self._exchange, self._own, body, properties)
        self.taken += len(window)
        self.handed_in += len(copies)

    def _copies(self, message: Message) -> Iterator[Message]:
        """Yield a message 1 to 3 times; every other repetition has a new id, so that no inbox knows it."""
        yield message
        for _ in range(self._chance.randint(0, 2)):
            yield message if self._chance.random() < 0.5 else _renamed(message)


def _renamed(message: Message) -> Message:
    properties, body = message
    headers = properties.headers | {"ce-id": new_id()}
    kept = {"content_type": properties.content_type, "delivery_mode": 2, "type": properties.type}
    return pika.BasicProperties(headers=headers, message_id=headers["ce-id"], **kept), body


@contextmanager
def shuffling(stack: Handle, chance: random.Random) -> Iterator[list[Shuffler]]:
    """Shuffle every queue of every service."""
    bound = bound_queues(stack)
    shufflers = [Shuffler(stack, package, queue, keys, chance) for (package, queue), keys in bound.items()]
    for shuffler in shufflers:
        shuffler.start()
    try:
        yield shufflers
    finally:
        for shuffler in shufflers:
            shuffler.stop()
