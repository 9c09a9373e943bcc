"""The worker process: relay, a consumer for each lane, jobs, housekeeping and probes, one thread each."""

import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.conf import settings

from bus.publisher import Publisher
from chassis.database.connection import limit_waits
from chassis.events.broker import parameters
from chassis.events.consuming.bindings import Bindings
from chassis.events.consuming.consumer import Consumer
from chassis.events.inbox.registry import types_by_lane
from chassis.events.outbox.relay import Relay
from chassis.jobs.periodic import PeriodicTask
from chassis.jobs.runner import JobRunner
from chassis.running import upload_sweeping
from chassis.running.housekeeping import Housekeeper
from chassis.running.upload_sweeping import uploads_sweep
from runtime.probes import Probes

log = structlog.get_logger(source="worker")

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
CHECK_SECONDS = 0.5
MEASURE_SECONDS = 15.0
STOP_SECONDS = 7.5
"""How long all parts have to finish their current work; with closing the publisher it is less than 10 s."""


@dataclass(frozen=True)
class Part:
    """A part of the worker: what its thread runs, and how to end it."""

    thread: threading.Thread
    stop: Callable[[], None]


class Worker:
    """Runs all parts until SIGTERM or SIGINT, or until one of them dies."""

    def __init__(self, address: str) -> None:
        self._is_stopping = False
        self._publisher = Publisher(parameters("relay"), name="relay")
        self._relay = Relay(self._publisher)
        self._bindings = Bindings(settings.SERVICE, types_by_lane())
        ensure = self._bindings.ensure
        self._consumers = {lane: Consumer(settings.SERVICE, lane, ensure) for lane in types_by_lane()}
        self._jobs = JobRunner()
        tasks = {self._relay.measure: MEASURE_SECONDS, uploads_sweep: upload_sweeping.EVERY_SECONDS}
        self._housekeeper = Housekeeper(PeriodicTask(work, seconds) for work, seconds in tasks.items())
        self._probes = Probes(address, is_alive=self.is_alive, is_ready=self.is_ready)
        # Handlers first: what they emit in their last batch may still be published.
        self._parts = [
            *(_part(f"consumer {lane}", each.run, each.stop) for lane, each in self._consumers.items()),
            _part("bindings", self._bindings.run, self._bindings.stop),
            _part("jobs", self._jobs.run, self._jobs.stop),
            _part("housekeeper", self._housekeeper.run, self._housekeeper.stop),
            _part("relay", self._relay.run, self._relay.stop),
            _part("probes", self._probes.run, self._probes.stop),
        ]

    def is_alive(self) -> bool:
        """Return whether every thread runs."""
        return self._publisher.is_alive and all(part.thread.is_alive() for part in self._parts)

    def is_ready(self) -> bool:
        """Return whether events can be consumed and published; a relay that waits for the lock is ready."""
        consumers = all(each.is_ready for each in self._consumers.values())
        return consumers and self._publisher.is_ready and not self._is_stopping

    def run(self) -> int:
        """Run until the end and return the exit code: 0 after SIGTERM, 1 when a part died or did not stop in time."""
        limit_waits()
        # Blocked in every thread and waited for in this one, so that no signal handler interrupts other code.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        self._publisher.start()
        for part in self._parts:
            part.thread.start()
        while not _is_to_stop():
            if not self.is_alive():
                log.error("a part of the worker died")
                return 1
        return self._stop()

    def _stop(self) -> int:
        log.info("stopping")
        self._is_stopping = True
        deadline = time.monotonic() + STOP_SECONDS
        for consumer in self._consumers.values():
            consumer.stop()  # all at once, so that they finish their work concurrently
        for part in self._parts:
            part.stop()
            part.thread.join(max(0.0, deadline - time.monotonic()))
        self._publisher.stop()
        return int(any(part.thread.is_alive() for part in self._parts))


def _is_to_stop() -> bool:
    """Wait CHECK_SECONDS for a signal, and return whether one came that ends the process.

    After a pause of the process (SIGSTOP, a suspended machine) CPython 3.11 may return a signal that was not sent.
    """
    received = signal.sigtimedwait(STOP_SIGNALS, CHECK_SECONDS)
    return received is not None and received.si_signo in STOP_SIGNALS


def _part(name: str, run: Callable[[], None], stop: Callable[[], None]) -> Part:
    return Part(threading.Thread(target=run, name=name, daemon=True), stop)
