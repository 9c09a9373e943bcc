"""Measures how long a post takes from its author to a follower's feed, during a whole run."""

import threading
import time
from contextlib import suppress
from typing import Any

import requests

from runtime.waiting import wait_until
from tests.faults.client import Client
from tests.faults.history import History, Record

PERIOD_SECONDS = 0.5
GIVE_UP_SECONDS = 120


class FeedLag:
    """An author who posts at most twice a second, and a follower who waits for each post to appear."""

    def __init__(self, base: str, history: History, *, seed: int, patience: float = GIVE_UP_SECONDS) -> None:
        """Register both and let one follow the other; at the end a post is waited for ``patience`` seconds."""
        self.history, self.patience, self._give_up_at = history, patience, float("inf")
        self.author, self.follower = (Client(base, f"s{seed}{role}", history) for role in ("light", "watch"))
        author_id = self.author.register().answer["user"]["id"]
        self.follower.register()
        self._follow(author_id)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    @property
    def clients(self) -> tuple[Client, Client]:
        """Return the author and the follower."""
        return self.author, self.follower

    def start(self) -> "FeedLag":
        """Start to post and to read."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Wait for the post that is under way."""
        self._give_up_at = time.time() + self.patience
        self._stop.set()
        self._thread.join()

    def _follow(self, author_id: str) -> None:
        """Follow the author, who is known to the social graph a moment after the registration."""
        path = f"/api/v1/users/{author_id}/follow/"

        def is_followed() -> bool:
            return self.follower.do("follow", "PUT", path, followee=self.author.name).outcome == "ok"

        wait_until(is_followed, what="the social graph does not learn of new accounts", seconds=self.patience)

    def _run(self) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            body = {"text": f"{self.author.name} flashes {number}", "visibility": "public"}
            record = self.author.do("post.create", "POST", "/api/v1/posts/", json=body, **body)
            if record.outcome == "ok":
                self._watch_for(record)
            self._stop.wait(PERIOD_SECONDS)

    def _watch_for(self, post: Record) -> None:
        """Record how long after the answer of the write the follower first saw the post."""
        lag = Record(user=self.follower.name, op="lag", args={"post": post.answer["id"]}, started=time.time())
        while lag.outcome != "ok" and time.time() < self._give_up_at:
            lag.outcome = "ok" if post.answer["id"] in self._newest() else "info"
            lag.seconds = time.time() - post.ended
            time.sleep(0.01)  # how finely a lag is measured; the helpers for waiting pause up to 0.1 s
        self.history.add(lag)

    def _newest(self) -> set[Any]:
        """Return the ids on the follower's first page; none when there is no answer."""
        headers = {"Authorization": f"Bearer {self.follower.access}"}
        with suppress(requests.RequestException):
            page = self.follower.http.get(f"{self.follower.base}/api/v1/feed/?limit=5", headers=headers, timeout=10)
            if page.status_code == 200:
                return {item["id"] for item in page.json()["results"]}
            if page.status_code == 401:
                self.follower.renew()
        return set()
