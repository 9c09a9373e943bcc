"""A moderator who suspends and reinstates accounts, and readers who check what they see of them.

These accounts act and are read under operations of their own, so the model of the other people knows nothing of them.
What must not be shown is checked from the answer that confirms a suspension until the next reinstatement is requested.
"""

import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import requests

from runtime.waiting import becomes_true
from tests.faults.client import PASSWORD, Client
from tests.faults.history import History
from tests.faults.world import World

ADMIN_ACCOUNTS = "/api/v1/auth/admin/accounts/"
SUSPECTS = 3
REFUSED_SECONDS = 2.0
PATIENCE_SECONDS = 30.0
"""For how long a change is asked for until it is confirmed, and for what is shown again."""


class Member(Client):
    """An account outside the model: its registration is an operation that the model does not know."""

    identity = ""

    def join(self) -> "Member":
        """Register, and keep the id of the account."""
        body = {"username": self.name, "email": f"{self.name}@example.org", "password": PASSWORD}
        body |= {"password_confirm": PASSWORD}
        self.identity = self._take(
            self.do("moderation.register", "POST", "/api/v1/auth/register/", json=body, token="")
        ).answer["user"]["id"]
        return self


@dataclass
class Suspect:
    """An account that is suspended now and then, and its posts."""

    client: Member
    posts: list[str]

    @property
    def hidden(self) -> list[str]:
        """Return the addresses that answer 404 as long as it is suspended."""
        return [f"/api/v1/users/{self.client.identity}/", *(f"/api/v1/posts/{post}/" for post in self.posts)]

    @property
    def lists(self) -> list[str]:
        """Return the addresses of lists that have nothing of it as long as it is suspended."""
        return ["/api/v1/feed/?limit=100", f"/api/v1/users/{self.client.identity}/posts/"]


def administrator(world: World) -> Client:
    """Make an administrator as an operator does, and log in."""
    name = f"s{world.seed}admin{time.time_ns() % 10**6}"
    options = ["--username", name, "--email", f"{name}@example.org"]
    json.loads(world.stack.manage("auth", "createadmin", *options, typed=f"{PASSWORD}\n"))
    client = Client(world.stack.url, name, world.history)
    client.login()
    return client


def suspend(admin: Client, account_id: str) -> float:
    """Suspend an account until that is confirmed; return when the first answer came."""
    return _confirmed(admin, "PUT", account_id, {"reason": "Spam."})


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
        self.fan = self._member("fan")
        self.suspects = [Suspect(self._member(f"suspect{number}"), []) for number in range(SUSPECTS)]
        for suspect in self.suspects:
            self._settle(suspect)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the round that is under way."""
        self._stop.set()
        self._thread.join()

    def _member(self, role: str) -> Member:
        history: History = self.world.history
        return Member(self.world.stack.url, f"s{self.world.seed}{role}{time.time_ns() % 10**6}", history).join()

    def _settle(self, suspect: Suspect) -> None:
        body = {"text": "Buy this.", "visibility": "public"}
        made = suspect.client.do("moderation.post", "POST", "/api/v1/posts/", json=body)
        suspect.posts.append(made.answer["id"])
        follow = f"/api/v1/users/{suspect.client.identity}/follow/"
        self._until(lambda: self.fan.do("moderation.follow", "PUT", follow).outcome == "ok")
        self._until(lambda: self._is_shown(suspect))

    def _run(self) -> None:
        while not self._stop.is_set():
            suspect = self.random.choice(self.suspects)
            token, ended = suspect.client.access, suspend(self.admin, suspect.client.identity)
            self._look(suspect, ended, token)
            reinstate(self.admin, suspect.client.identity)
            if not self._until(lambda suspect=suspect: self._is_shown(suspect)):
                self.world.findings.append(("lost", f"{suspect.client.name} was reinstated and is not shown"))
            suspect.client.login()

    def _look(self, suspect: Suspect, ended: float, token: str) -> None:
        """Read everything of a suspended account until its token must be refused, and try the token then."""
        while True:
            is_last = time.time() > ended + REFUSED_SECONDS
            for reader in (self.fan.access, ""):
                for what in self._shown_to(reader, suspect):
                    self.world.findings.append(("leaks", f"{what} of the suspended {suspect.client.name} is shown"))
            if is_last:
                break
        if (status := self._get("/api/v1/users/me/", token)[0]) not in (401, 0):
            self.world.findings.append(("leaks", f"the token of the suspended {suspect.client.name}: {status}"))

    def _shown_to(self, token: str, suspect: Suspect) -> Iterator[str]:
        for path in suspect.hidden:
            if self._get(path, token)[0] == 200:
                yield path
        for path in suspect.lists:
            status, body = self._get(path, token)
            if status == 200 and {item["id"] for item in body["results"]}.intersection(suspect.posts):
                yield path

    def _is_shown(self, suspect: Suspect) -> bool:
        return len(list(self._shown_to(self.fan.access, suspect))) == len(suspect.hidden) + len(suspect.lists)

    def _get(self, path: str, token: str) -> tuple[int, dict]:
        """Return status and body; the status is 0 without an answer. The fan gets new tokens in time."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            response = requests.get(self.world.stack.url + path, headers=headers, timeout=10)
        except requests.RequestException:
            return 0, {}
        return response.status_code, response.json() if response.content else {}

    @staticmethod
    def _until(check) -> bool:
        return becomes_true(check, seconds=PATIENCE_SECONDS)


@contextmanager
def moderation(world: World) -> Iterator[Moderation]:
    """Let an administrator suspend and reinstate accounts while the block runs."""
    moderated = Moderation(world)
    moderated.start()
    try:
        yield moderated
    finally:
        moderated.stop()
