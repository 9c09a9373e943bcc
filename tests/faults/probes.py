"""Sends the same request to each service all the time, to measure which services are affected when something breaks."""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from gateway.routes import ROUTES
from manifest import SERVICES
from tests.faults.client import Client
from tests.faults.history import History, Record
from tests.faults.workload import Workload

RENEW_SECONDS = 120


def path_of(service: str) -> str:
    """Return an address of a service that asks its database, with ``{account}`` where it names an account.

    Its first route for reading that is not about one object; those that need a token come first.
    """
    reads = [route for route in ROUTES if "GET" in route.methods and route.service("GET") == service]
    reads = [route for route in reads if "{id}" not in route.path and route.path.startswith("/api/")]
    return min(reads, key=lambda route: (route.access("GET") != "required", "{" in route.path)).path


class Probe:
    """One user in a session of its own, who sends requests to one service and never repeats one."""

    def __init__(self, workload: Workload, number: int, service: str, history: History, *, per_second: float) -> None:
        """Log in as the user with that number."""
        member = workload.actors[number % len(workload.actors)].client
        self.op, self.period = f"probe.{service}", 1 / per_second
        self.client = Client(member.base, member.name, history, patience=0)
        self.client.login()
        self.path = path_of(service).format(account=workload.board.users[member.name])
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        """Start to send requests."""
        self._thread.start()

    def stop(self) -> None:
        """Wait for the last answer."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        renewed = time.monotonic()
        while not self._stop.is_set():
            began = time.monotonic()
            if began - renewed > RENEW_SECONDS and self.client.refresh().outcome == "ok":
                renewed = began
            self.client.do(self.op, "GET", self.path)
            self._stop.wait(max(0.0, self.period - (time.monotonic() - began)))


@dataclass(frozen=True)
class Answers:
    """The answers of some services to requests between two moments."""

    records: list[Record]

    @classmethod
    def of(cls, history: History, services: Iterable[str], *, since: float, until: float) -> "Answers":
        """Take them from the history."""
        ops = {f"probe.{service}" for service in services}
        return cls([r for r in list(history.records) if r.op in ops and since <= r.started <= until])

    @property
    def failed(self) -> int:
        """Return how many failed."""
        return sum(record.outcome != "ok" for record in self.records)

    @property
    def success(self) -> float:
        """Return the fraction that succeeded, between 0 and 1."""
        return 1 - self.failed / len(self.records) if self.records else 0.0

    @property
    def slowest(self) -> float:
        """Return the longest time in seconds until an answer, of success or failure."""
        return max((record.seconds for record in self.records), default=0.0)

    @property
    def p99(self) -> float:
        """Return the 99th percentile of those times."""
        seconds = sorted(record.seconds for record in self.records)
        return seconds[int(0.99 * (len(seconds) - 1))] if seconds else 0.0

    @property
    def first_success(self) -> float | None:
        """Return when the first successful one had ended, or None."""
        return min((record.ended for record in self.records if record.outcome == "ok"), default=None)


@contextmanager
def probing(workload: Workload, history: History, *, per_second: float = 4) -> Iterator[None]:
    """Send every service ``per_second`` requests a second while the block runs."""
    names = [service.name for service in SERVICES]
    probes = [Probe(workload, number, name, history, per_second=per_second) for number, name in enumerate(names)]
    for probe in probes:
        probe.start()
    try:
        yield
    finally:
        for probe in probes:
            probe.stop()
