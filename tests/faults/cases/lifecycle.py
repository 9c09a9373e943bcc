"""Programs are restarted and get SIGTERM while people use Kith."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import requests

from manifest import SERVICES
from tests.faults.case import case
from tests.faults.client import Client
from tests.faults.history import Record
from tests.faults.probes import probing
from tests.faults.tokens import new_session
from tests.faults.world import World

WORKERS = tuple(f"{service.name}-worker" for service in SERVICES)
LONG_SECONDS = 5
IDLE_SECONDS = 2
BUSY_SECONDS = 10


@case("R70", "Every service is restarted three times, one after the other, at 50 requests a second.")
def rolling_restarts(world: World) -> None:
    """No request fails: an old worker serves until the new one is ready."""
    with world.people(rate=15) as workload, probing(workload, world.history, per_second=7):
        world.pass_time(3)
        for _ in range(3):
            for service in SERVICES:
                _restart(world, *service.programs)
            _restart(world, "gateway-agent")
    failed = [r for r in world.history.records if any(status == 0 or status >= 500 for status in r.statuses)]
    world.expect(not failed, f"{len(failed)} requests failed")


def _restart(world: World, *programs: str) -> None:
    with ThreadPoolExecutor(len(programs)) as pool:
        list(pool.map(world.stack.restart, programs))


@case("R71", "A web process gets SIGTERM while it works on a request for five seconds.", is_quick=True)
def ended_web(world: World) -> None:
    """The request is answered and has its effect, and then the process exits with 0."""
    world.stack.set_environment("posts-web", {"DB_TIMEOUT_SECONDS": "9"})
    world.stack.stop("posts-web")
    world.stack.start("posts-web")
    world.wait_for("posts-web")
    world.stack.set_environment("posts-web", {})
    with world.people(rate=10) as workload:
        author = new_session(workload, 0, world.history)
        body = {"text": f"{author.name} says something", "visibility": "public"}
        post = author.do("post.create", "POST", "/api/v1/posts/", json=body, **body).answer["id"]
        edit = _edit_slowly(world, author, post)
        world.stack.start("posts-web")
        world.wait_for("posts-web")
        world.pass_time(2)
    world.expect(edit.outcome == "ok" and edit.attempts == 1, f"the request was answered {edit.statuses}")
    world.expect(edit.seconds >= LONG_SECONDS, f"the request took only {edit.seconds:.1f} s")


def _edit_slowly(world: World, author: Client, post: str) -> Record:
    """Edit a post whose row is locked, without the gateway, whose timeout is shorter; send SIGTERM to the process
    meanwhile.
    """
    direct = Client(world.stack.internal_url("posts-web"), author.name, world.history, patience=0)
    direct.access = author.access
    body = {"text": f"{author.name} says something else", "visibility": "public"}
    with ThreadPoolExecutor(1) as pool:
        with locked(world, "posts", f"SELECT 1 FROM posts_post WHERE id = '{post}' FOR UPDATE"):
            edit = pool.submit(direct.do, "post.edit", "PATCH", f"/api/v1/posts/{post}/", json=body, post=post, **body)
            world.eventually(lambda: waits_for_lock(world, "posts"), within=5, otherwise="the edit does not wait")
            ending = Ending(world, "posts-web")
            world.pass_time(LONG_SECONDS)
        ending.expect_within(BUSY_SECONDS)
        return edit.result()


@case("R72", "Workers get SIGTERM, idle and in the middle of a batch.")
def ended_workers(world: World) -> None:
    """They exit soon with 0, and the messages in hand are acknowledged: none is delivered again."""
    for worker in (*WORKERS, "gateway-agent"):
        Ending(world, worker).expect_within(IDLE_SECONDS)
        world.stack.start(worker)
    world.wait_for(*WORKERS, "gateway-agent")
    with world.people(rate=20):
        world.pass_time(3)
        with locked(world, "notifications", "LOCK TABLE notification IN EXCLUSIVE MODE"):
            world.eventually(
                lambda: waits_for_lock(world, "notifications"), within=20, otherwise="no event reached a handler"
            )
            ending = Ending(world, "notifications-worker")
            world.pass_time(3)
        ending.expect_within(BUSY_SECONDS)
        for worker in set(WORKERS) - {"notifications-worker"}:
            Ending(world, worker).expect_within(BUSY_SECONDS)
        for worker in WORKERS:
            world.stack.start(worker)
        world.wait_for(*WORKERS)
        world.pass_time(5)
    for worker in WORKERS:
        repeated = duplicates(world, worker)
        world.expect(repeated == 0, f"{repeated:.0f} events reached {worker} again: they had not been acknowledged")


class Ending:
    """A program that gets SIGTERM, as the supervisor sends it."""

    def __init__(self, world: World, program: str) -> None:
        """Send TERM."""
        self.world, self.program, self.pid = world, program, world.stack.pid(program)
        self.began = time.monotonic()
        self._thread = threading.Thread(target=world.stack.stop, args=(program,))
        self._thread.start()

    def expect_within(self, seconds: float) -> None:
        """Wait for the exit; note a finding when it takes longer than that, or when the exit code is not 0."""
        self.world.eventually(
            lambda: has_ended(self.pid),
            within=seconds - (time.monotonic() - self.began),
            otherwise=f"{self.program} did not end in {seconds} s",
        )
        self._thread.join()
        status = self.world.stack.exit_status(self.program)
        self.world.expect(status == 0, f"{self.program} ended with {status}")


def has_ended(pid: int) -> bool:
    """Answer whether a process has exited, whether or not its parent has waited for it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except FileNotFoundError:
        return True


@contextmanager
def locked(world: World, service: str, statement: str) -> Iterator[None]:
    """Hold the locks that a statement takes in a service's database while the block runs."""
    connection = psycopg2.connect(world.stack.database_url(service, as_admin=True), connect_timeout=3)
    try:
        connection.cursor().execute(statement)
        yield
    finally:
        connection.close()


def waits_for_lock(world: World, service: str) -> bool:
    """Answer whether any connection waits for a lock in a service's database."""
    return world.sql(service, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") > 0


def duplicates(world: World, worker: str) -> float:
    """Return how many events a worker has got since its start whose effect was already there."""
    lines = requests.get(world.stack.internal_url(worker) + "/metrics", timeout=5).text.splitlines()
    counted = [line for line in lines if "handled_total{" in line and 'outcome="duplicate"' in line]
    return sum(float(line.rpartition(" ")[2]) for line in counted)
