"""A whole stack with users, and the functions to break it."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg2

from manifest import PROGRAMS, SERVICES
from runtime.waiting import wait_until
from stack.handle import Handle
from tests.faults import broker_state, dump
from tests.faults.check import CheckResult, result_of
from tests.faults.client import Client
from tests.faults.delivery import undelivered
from tests.faults.expected_media import addresses_of
from tests.faults.feed_lag import FeedLag
from tests.faults.history import History, Record
from tests.faults.oracle import model_of
from tests.faults.proxy import ChaosProxy
from tests.faults.traces import traces
from tests.faults.workload import RATES, Rates, Workload

QUIET_SECONDS = 90
UNPUBLISHED = """
    SELECT count(*) FROM posts_scheduledpost WHERE state = 'waiting' AND (due_at <= now() OR attempts > 0)
"""


@dataclass
class World:
    """One run: the stack, its people, and the folder that keeps the history and the dump."""

    stack: Handle
    folder: Path
    seed: int
    is_long: bool = False
    expected_dead: int = 0
    quiet_seconds: float = QUIET_SECONDS
    broker: Mapping[str, ChaosProxy] = field(default_factory=dict)
    findings: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin a new history."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.began = datetime.now(UTC)
        self.history = History(self.folder / "history.jsonl")
        self.workload: Workload | None = None
        self.feed_lag: FeedLag | None = None

    @contextmanager
    def people(self, *, users: int = 8, rate: float = 20, rates: Rates = RATES) -> Iterator[Workload]:
        """Let people use Kith, ``rate`` operations a second in all, while the block runs.

        ``rates`` says how often they do what, in relation to the rest.
        """
        self.workload = Workload(
            self.stack.url, self.history, seed=self.seed, users=users, rate=rate, rates=rates
        ).start()
        self.feed_lag = FeedLag(self.stack.url, self.history, seed=self.seed, patience=self.quiet_seconds).start()
        try:
            yield self.workload
        finally:
            self.feed_lag.stop()
            self.workload.stop()

    def note(self, op: str, *, attempts: int, seconds: float = 0.0) -> None:
        """Record what the case itself did, ``attempts`` times, so that the result counts it."""
        for _ in range(attempts):
            record = Record(user="case", op=op, args={}, outcome="ok", attempts=1, started=time.time())
            record.seconds = seconds
            self.history.add(record)

    def pass_time(self, seconds: float) -> None:
        """Wait for some time while people go on."""
        threading.Event().wait(seconds)

    @property
    def clients(self) -> list[Client]:
        """Return the clients of the people who have an account."""
        if self.workload is None or self.feed_lag is None:
            return []
        people = [actor.client for actor in self.workload.actors if not actor.has_left]
        return [*people, *self.feed_lag.clients]

    def log_in_again(self) -> None:
        """Let everybody open a new session, because the old ones are not valid any more."""
        for client in self.clients:
            client.login()

    def report(self, measured: str) -> None:
        """Keep a measurement; it is printed with the result."""
        self.notes.append(measured)

    def expect(self, is_so: bool, otherwise: str) -> None:
        """Note a finding when a condition of the case itself does not hold."""
        if not is_so:
            self.findings.append(("broken", otherwise))

    def eventually(self, check: Callable[[], bool], *, within: float, otherwise: str) -> float:
        """Wait until ``check`` holds and return the seconds it took; note a finding when it does not in time."""
        began = time.monotonic()
        try:
            wait_until(check, what=otherwise, seconds=within)
        except TimeoutError:
            self.expect(False, f"{otherwise} (waited {within:.0f} s)")
        return time.monotonic() - began

    def wait_for(self, *programs: str, within: float = 60) -> float:
        """Wait until programs are ready and return the seconds it took; note a finding when one is not."""
        began = time.monotonic()
        for program in programs:
            left = within - (time.monotonic() - began)
            self.eventually(
                lambda program=program: self.stack.is_ready(program),
                within=left,
                otherwise=f"{program} did not recover",
            )
        return time.monotonic() - began

    def disturb_broker(self, mode: str) -> None:
        """Set the proxies of all broker users to a mode."""
        for proxy in self.broker.values():
            proxy.set(mode)

    def heal(self) -> None:
        """Remove every fault and wait until all programs have recovered by themselves."""
        self.disturb_broker("pass")
        for program in PROGRAMS:
            self.stack.set_environment(program, {})
        self.wait_for(*PROGRAMS, "gateway-agent")

    def quiesce(self) -> None:
        """Wait until every outbox is published, every queue empty, every job done; note a finding for unexpected dead
        letters.
        """
        took = self.eventually(
            lambda: not self.backlog(), within=self.quiet_seconds, otherwise="the backlog did not drain"
        )
        self.report(f"quiet after {took:.1f} s")
        dead = self.queue_lengths(".dead")
        self.expect(dead == self.expected_dead, f"{dead} dead letters instead of {self.expected_dead}")

    def backlog(self) -> int:
        """Return how many events are unpublished or undelivered, and jobs and posts that are due now."""
        waiting = sum(
            self.sql(service.name, "SELECT count(*) FROM outbox WHERE published_at IS NULL") for service in SERVICES
        )
        due = "SELECT count(*) FROM job WHERE attempts > 0 OR next_attempt_at <= now()"
        waiting += sum(self.sql(service.name, due) for service in SERVICES)
        waiting += self.sql("posts", "SELECT count(*) FROM posts_staletimeline")
        waiting += self.sql("posts", UNPUBLISHED)
        queued = self.queue_lengths(".events", ".bulk", ".1s", ".10s", ".60s")
        return waiting + (queued or undelivered(self.stack, since=self.began))

    def queue_lengths(self, *endings: str) -> int:
        """Return the number of messages in the queues whose names end so, unacknowledged ones included."""
        return sum(number for name, number in broker_state.messages(self.stack).items() if name.endswith(endings))

    def sql(self, service: str, statement: str) -> int:
        """Return the one number that a statement gives in a service's database, as its superuser."""
        connection = psycopg2.connect(self.stack.database_url(service, as_admin=True), connect_timeout=3)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement)
                row = cursor.fetchone() if cursor.description else None
                return int(row[0]) if row else 0
        finally:
            connection.close()

    def judge(self) -> CheckResult:
        """Read everything through the gateway and return the result; history and dump are kept in the folder."""
        taken = self._everything() | {"findings": self.findings}
        (self.folder / "dump.json").write_text(json.dumps(taken))
        self.history.close()
        return result_of(self.history.records, taken)

    def _everything(self) -> dict[str, Any]:
        """Return the dump; empty when there are no people who can read."""
        for client in self.clients:
            client.renew()
        if not self.clients:
            return {}
        model = model_of(self.history.records)
        tokens = {client.name: client.access for client in self.clients}
        ended = [token for token, _ in model.ended_tokens]
        taken = dump.take(self.stack.url, model.users, tokens, ended, [*model.posts], model.departed)
        taken["media"] = dump.take_media(self.stack.url, tokens, addresses_of(self.history.records))
        return taken | {"traces": traces(self.stack, model.departed)}
