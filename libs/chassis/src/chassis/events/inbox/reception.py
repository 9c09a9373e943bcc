"""Handles the messages that have arrived: in one transaction if all succeed, otherwise one by one."""

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

import structlog
from django.db import connection

from bus import metrics
from bus.lanes import Lane
from bus.messages import Incoming
from chassis.database.connection import is_outage, set_deadline
from chassis.events.inbox.attempts import CRASH_LIMIT, begin_attempt, finish_attempt
from chassis.events.inbox.dispatch import Delivery, dispatch, read_delivery
from chassis.events.inbox.parking import park
from chassis.events.inbox.results import HandlingResult, Outcome
from chassis.transient import PASSING_FAULTS
from contracts.envelope import MalformedEvent
from runtime.failpoints import failpoint
from runtime.retrying import retry_delay_seconds

log = structlog.get_logger(source="consumer")

OUTAGES_IN_A_ROW = 3
"""How often a message is tried while the database answers again each time; then it is retried later."""
DB_DEADLINE_SECONDS = 20.0
IS_WRITABLE = "SELECT current_setting('transaction_read_only') = 'off'"


class Stopped(Exception):
    """The worker stops while it waits for the database; unacknowledged messages return to the queue."""


class Reception:
    """Handles messages and returns the result of each. ``stopping`` ends a wait for the database."""

    def __init__(self, stopping: threading.Event, lane: Lane = Lane.EVENTS) -> None:
        self._stopping, self._lane = stopping, lane

    def receive(self, messages: Sequence[Incoming]) -> list[HandlingResult]:
        """Handle messages and return the result of each, in their order. Raises Stopped.

        A redelivered message may have killed the process: it is handled alone, and counted before.
        """
        failpoint("consumer.before_transaction")
        results = {message.tag: self._alone(message) for message in messages if message.is_redelivered}
        first_time = [message for message in messages if not message.is_redelivered]
        if first_time:
            results |= self._together(first_time)
        failpoint("consumer.after_commit")
        return [results[message.tag] for message in messages]

    def _together(self, messages: Sequence[Incoming]) -> dict[int, HandlingResult]:
        """Handle messages in one transaction; if any of them fails, one by one."""
        set_deadline(DB_DEADLINE_SECONDS)
        try:
            deliveries = {message.tag: read_delivery(message.headers, message.body) for message in messages}
            park((deliveries[each.tag].envelope, each) for each in messages if not deliveries[each.tag].event)
            fresh = self._dispatch([delivery for delivery in deliveries.values() if delivery.event])
        except Exception as error:
            log.info("a batch is handled one by one", size=len(messages), error=type(error).__name__)
            return {message.tag: self._alone(message) for message in messages}
        return {tag: self._result(delivery, fresh.get(delivery.id)) for tag, delivery in deliveries.items()}

    def _alone(self, message: Incoming) -> HandlingResult:
        began = time.perf_counter()
        try:
            delivery = read_delivery(message.headers, message.body)
        except MalformedEvent as error:
            log.warning("a message is no event", reason=str(error))
            return HandlingResult(Outcome.DEAD_LETTERED, "malformed", str(error))
        return replace(self._attempt(delivery, message), milliseconds=(time.perf_counter() - began) * 1000)

    def _attempt(self, delivery: Delivery, message: Incoming) -> HandlingResult:
        kind, reason = delivery.envelope.type, ""
        for _ in range(OUTAGES_IN_A_ROW):
            try:
                return self._counted(delivery, message)
            except PASSING_FAULTS as error:
                return HandlingResult(Outcome.POSTPONED, kind, type(error).__name__)
            except Exception as error:
                reason = type(error).__name__
                if not is_outage(error):
                    of = delivery.envelope.request_id
                    log.exception("a handler failed", type=kind, event_id=str(delivery.id), request_id=of)
                    return HandlingResult(Outcome.FAILED, kind, reason)
                self._wait_for_database(reason)
        return HandlingResult(Outcome.POSTPONED, kind, reason)

    def _counted(self, delivery: Delivery, message: Incoming) -> HandlingResult:
        set_deadline(DB_DEADLINE_SECONDS)
        if not delivery.event:
            park([(delivery.envelope, message)])
            return self._result(delivery, None)
        if not message.is_redelivered:
            return self._result(delivery, self._dispatch([delivery]).get(delivery.id))
        if begin_attempt(delivery.id) > CRASH_LIMIT:
            finish_attempt(delivery.id)
            return HandlingResult(
                Outcome.DEAD_LETTERED, delivery.envelope.type, f"the process died over it {CRASH_LIMIT} times"
            )
        try:
            return self._result(delivery, self._dispatch([delivery]).get(delivery.id))
        finally:
            finish_attempt(delivery.id)

    def _dispatch(self, deliveries: Sequence[Delivery]) -> dict[UUID, float]:
        set_deadline(DB_DEADLINE_SECONDS)
        return dispatch(deliveries) if deliveries else {}

    def _wait_for_database(self, reason: str) -> None:
        """Return when the database accepts writes again, which may be at once. Raises Stopped."""
        for attempt in count():
            try:
                connection.close()
                set_deadline(DB_DEADLINE_SECONDS)
                with connection.cursor() as cursor:
                    cursor.execute(IS_WRITABLE)
                    if cursor.fetchone()[0]:
                        return
            except Exception as error:
                if not is_outage(error):
                    raise
            log.warning("waiting for the database", reason=reason)
            if self._stopping.wait(retry_delay_seconds(attempt=attempt)):
                raise Stopped

    def _result(self, delivery: Delivery, milliseconds: float | None) -> HandlingResult:
        """Return the result of an event that did not fail; without milliseconds it had no effect now."""
        if not delivery.event:
            return HandlingResult(Outcome.PARKED, "unknown")  # no label, because an unknown type can be any text
        kind = delivery.envelope.type
        if milliseconds is None:
            return HandlingResult(Outcome.DUPLICATE, kind)
        lag = datetime.now(UTC) - delivery.envelope.time
        metrics.event_lag_seconds.labels(self._lane).observe(max(0.0, lag.total_seconds()))
        return HandlingResult(Outcome.HANDLED, kind, milliseconds=milliseconds)
