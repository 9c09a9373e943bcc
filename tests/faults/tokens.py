"""Checks all the time whether the gateway still accepts a token."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests

from tests.faults.client import Client
from tests.faults.history import History
from tests.faults.workload import Workload

PATH = "/api/v1/users/me/"
"""Needs a token, and no auth service."""
PERIOD_SECONDS = 0.1


def new_session(workload: Workload, number: int, history: History) -> Client:
    """Return another session of the user with that number."""
    member = workload.actors[number % len(workload.actors)].client
    client = Client(member.base, member.name, history)
    client.login()
    return client


class Watch:
    """Tries one token again and again. Times are seconds since the epoch."""

    def __init__(self, client: Client) -> None:
        """Take the present access token of a session."""
        self.base, self.token = client.base, client.access
        self.tries: list[tuple[float, int]] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    @property
    def last_admitted(self) -> float:
        """Return when the last accepted try began; 0 when none was."""
        return max((began for began, status in self.tries if status == 200), default=0.0)

    def refused_after(self, moment: float) -> bool:
        """Answer whether there were tries after a moment, and each was answered 401."""
        statuses = {status for began, status in self.tries if began >= moment}
        return statuses == {401}

    def start(self) -> None:
        """Begin to try."""
        self._thread.start()

    def stop(self) -> None:
        """Wait for the last answer."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        http = requests.Session()
        http.headers["Authorization"] = f"Bearer {self.token}"
        while not self._stop.is_set():
            began = time.time()
            self.tries.append((began, http.get(self.base + PATH, timeout=10).status_code))
            self._stop.wait(PERIOD_SECONDS)


@contextmanager
def watching(*clients: Client) -> Iterator[list[Watch]]:
    """Try the access tokens of some sessions while the block runs."""
    watches = [Watch(client) for client in clients]
    for watch in watches:
        watch.start()
    try:
        yield watches
    finally:
        for watch in watches:
            watch.stop()
