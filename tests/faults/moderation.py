"""A moderator who suspends and reinstates accounts, and readers who check what they see of them.

What must not be shown is checked from the answer that confirms a suspension until the next reinstatement is requested.
"""

import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from runtime.waiting import becomes_true
from tests.faults.client import PASSWORD, Client
from tests.faults.onlookers import PATIENCE_SECONDS, Onlookers
from tests.faults.world import World

ADMIN_ACCOUNTS = "/api/v1/auth/admin/accounts/"
SUSPECTS = 3


def administrator(world: World) -> Client:
    """Make an administrator as an operator does, and log in."""
    name = f"s{world.seed}admin{time.time_ns() % 10**6}"
    options = ["--username", name, "--email", f"{name}@example.org"]
    json.loads(world.stack.manage("auth", "createadmin", *options, typed=f"{PASSWORD}\n"))
    client = Client(world.stack.url, name, world.history)
    client.login()
    return client


def suspend(admin: Client, account_id: str, *, reason: str = "Spam.") -> float:
    """Suspend an account until that is confirmed; return when the first answer came."""
    return _confirmed(admin, "PUT", account_id, {"reason": reason})


def reinstate(admin: Client, account_id: str) -> float:
    """Reinstate an account until that is confirmed; return when the first answer came."""
    return _confirmed(admin, "DELETE", account_id, None)


def _confirmed(admin: Client, method: str, account_id: str, body: dict[str, str] | None) -> float:
    path, deadline = f"{ADMIN_ACCOUNTS}{account_id}/suspension/", time.monotonic() + PATIENCE_SECONDS
    first = admin.do(f"moderation.{method}", method, path, json=body)
    record = first
    while record.status != 200 and time.monotonic() < deadline:
        record = admin.do(f"moderation.{method}", method, path, json=body)
    return first.ended


class Moderation:
    """Suspends and reinstates at random, and notes what is shown although it must not be, or not shown again."""

    def __init__(self, world: World) -> None:
        """Make the administrator, the suspects with a post each, and somebody who follows them."""
        self.world, self.random = world, random.Random(world.seed)
        self.admin = administrator(world)
        self.onlookers = Onlookers(world)
        self.suspects = [self.onlookers.watched(f"suspect{number}") for number in range(SUSPECTS)]
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the round that is under way."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            suspect = self.random.choice(self.suspects)
            token, ended = suspect.client.access, suspend(self.admin, suspect.client.identity)
            self.onlookers.look(suspect, since=ended, token=token, state="suspended")
            reinstate(self.admin, suspect.client.identity)
            if not becomes_true(lambda suspect=suspect: self.onlookers.is_shown(suspect), seconds=PATIENCE_SECONDS):
                self.world.findings.append(("lost", f"{suspect.client.name} was reinstated and is not shown"))
            suspect.client.login()


@contextmanager
def moderation(world: World) -> Iterator[Moderation]:
    """Let an administrator suspend and reinstate accounts while the block runs."""
    moderated = Moderation(world)
    moderated.start()
    try:
        yield moderated
    finally:
        moderated.stop()
