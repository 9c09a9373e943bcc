"""Publishes messages and collects the broker's answers, in a thread that reopens its connection when it is lost."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pika
import structlog
from pika.adapters.select_connection import SelectConnection
from pika.channel import Channel
from pika.exceptions import ChannelClosedByBroker

from bus.confirms import PublishOutcome, PublishStatus, Unanswered, Unsent
from bus.messages import Outgoing
from runtime.failpoints import failpoint
from runtime.retrying import retry_delay_seconds

log = structlog.get_logger(source="publisher")

SETUP_SECONDS = 15.0
"""How long a new connection may take until it is ready to publish."""
STEADY_SECONDS = 10.0
"""A connection that was ready for less than this counts as a failed attempt: the broker may refuse each message."""
CLOSE_SECONDS = 2.0
"""How long to wait for the answer to a close; a broker that hangs does not answer."""


class Publisher:
    """A connection to the broker that publishes with confirms and ``mandatory``.

    A broker that has blocked the connection (memory or disk alarm) counts as down.
    """

    def __init__(self, parameters: pika.URLParameters, *, name: str) -> None:
        self._parameters = parameters
        self._thread = threading.Thread(target=self._run, name=f"{name}-publisher", daemon=True)
        self._stopping, self._ready = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._connection: SelectConnection | None = None
        self._ready_at: float | None = None
        self._unsent = Unsent()
        self._outcomes: deque[PublishOutcome] = deque()
        self.on_outcome: Callable[[], None] = lambda: None
        """Called in the connection's thread when there are outcomes to take."""
        # Only the connection's thread changes these attributes.
        self._channel: Channel | None = None
        self._tag = 0
        self._unanswered = Unanswered()

    def start(self) -> None:
        """Begin to connect."""
        self._thread.start()

    def stop(self) -> None:
        """Close the connection and end the thread."""
        self._stopping.set()
        self.reconnect()
        self._thread.join(timeout=5)

    @property
    def is_ready(self) -> bool:
        """Return whether the broker takes messages now."""
        return self._ready.is_set()

    @property
    def is_alive(self) -> bool:
        """Return whether the thread runs; it never ends by itself."""
        return self._thread.is_alive()

    @property
    def unanswered(self) -> int:
        """Return how many messages the broker has neither confirmed nor refused."""
        return len(self._unanswered)

    def has_unanswered(self, message_id: str) -> bool:
        """Return whether the broker has a message on this connection and has neither confirmed nor refused it."""
        return message_id in self._unanswered

    def send(self, messages: Sequence[Outgoing]) -> None:
        """Publish without waiting; each message gets an outcome later, unless the broker never answers."""
        self._unsent.extend(messages)
        if not self._in_connection_thread(self._send):
            self._report(self._unsent.take_ids(), PublishStatus.LOST)

    def take(self) -> list[PublishOutcome]:
        """Return the outcomes since the last call, in the order of the broker's answers."""
        return [self._outcomes.popleft() for _ in range(len(self._outcomes))]

    def reconnect(self) -> None:
        """Close the connection; the thread opens a new one unless it is to stop."""
        self._ready.clear()
        self._in_connection_thread(self._close)

    def _in_connection_thread(self, function: Callable[..., None], *arguments: Any) -> bool:
        """Have the connection's thread call ``function``; return whether there is a connection."""
        with self._lock:
            if self._connection is None:
                return False
            self._connection.ioloop.add_callback_threadsafe(partial(function, *arguments))
            return True

    def _run(self) -> None:
        attempt = 0
        while not self._stopping.is_set():
            attempt = 0 if self._connect_until_lost() else attempt + 1
            self._stopping.wait(retry_delay_seconds(attempt=attempt))

    def _connect_until_lost(self) -> bool:
        """Run one connection until it ends; return whether it was ready for STEADY_SECONDS."""
        connection = SelectConnection(
            self._parameters,
            on_open_callback=self._on_open,
            on_open_error_callback=self._on_lost,
            on_close_callback=self._on_lost,
        )
        self._connection, self._ready_at = connection, None
        connection.add_on_connection_blocked_callback(self._on_blocked)
        connection.add_on_connection_unblocked_callback(lambda *_: self._ready.set())
        connection.ioloop.call_later(SETUP_SECONDS, self._close_unless_ready)
        try:
            connection.ioloop.start()
        except Exception:
            log.exception("the connection failed")
        self._forget(connection)
        return self._ready_at is not None and time.monotonic() - self._ready_at >= STEADY_SECONDS

    def _on_open(self, connection: SelectConnection) -> None:
        connection.channel(on_open_callback=self._on_channel_open)

    def _on_channel_open(self, channel: Channel) -> None:
        self._channel, self._tag = channel, 0
        channel.add_on_close_callback(self._on_channel_closed)
        channel.add_on_return_callback(self._on_return)
        channel.confirm_delivery(self._on_confirm, callback=self._on_confirming)

    def _on_confirming(self, _frame: Any) -> None:
        self._ready_at = time.monotonic()
        self._ready.set()
        log.info("connected to the broker")

    def _on_channel_closed(self, _channel: Channel, reason: Exception) -> None:
        if isinstance(reason, ChannelClosedByBroker):  # for example a missing permission
            log.error("the broker closed the channel", code=reason.reply_code, reason=reason.reply_text)
        self.reconnect()

    def _on_lost(self, connection: SelectConnection, reason: Any) -> None:
        if not self._stopping.is_set():
            log.warning("no connection to the broker", reason=type(reason).__name__)
        connection.ioloop.stop()

    def _on_blocked(self, *_: Any) -> None:
        log.warning("the broker has blocked the connection")
        self._ready.clear()

    def _send(self) -> None:
        if self._channel is None or not self._channel.is_open:
            self._report(self._unsent.take_ids(), PublishStatus.LOST)
            return
        while self._unsent:
            message = self._unsent.popleft()
            self._tag += 1
            self._unanswered.add(self._tag, message.id)
            self._channel.basic_publish(
                message.exchange, message.routing_key, message.body, message.properties, mandatory=True
            )

    def _on_return(self, _channel: Channel, _method: Any, properties: pika.BasicProperties, _body: bytes) -> None:
        self._unanswered.add_returned(properties.message_id)

    def _on_confirm(self, frame: Any) -> None:
        failpoint("relay.after_publish")
        refused, confirmed = self._unanswered.settle(frame.method)
        self._report(refused, PublishStatus.REFUSED)
        self._report(confirmed, PublishStatus.CONFIRMED)

    def _report(self, ids: Sequence[str], status: PublishStatus) -> None:
        self._outcomes.extend(PublishOutcome(each, status) for each in ids)
        if ids:
            self.on_outcome()

    def _close_unless_ready(self) -> None:
        if self._ready_at is None:
            self._close()

    def _close(self) -> None:
        connection = self._connection
        if connection is not None:
            if connection.is_open:
                connection.close()
            connection.ioloop.call_later(CLOSE_SECONDS, connection.ioloop.stop)

    def _forget(self, connection: SelectConnection) -> None:
        self._ready.clear()
        with self._lock:
            connection.ioloop.close()
            self._connection = self._channel = None
        self._report([*self._unanswered.take_all(), *self._unsent.take_ids()], PublishStatus.LOST)
