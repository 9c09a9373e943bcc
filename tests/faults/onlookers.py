"""Accounts outside the model that disappear, and people who look what they are shown of them.

Their operations have names of their own, so the model of the other people knows nothing of them.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import requests

from runtime.waiting import becomes_true
from tests.faults.client import PASSWORD, Client
from tests.faults.history import Record
from tests.faults.world import World

REFUSED_SECONDS = 2.0
ANNOUNCER = "auth-worker"
PATIENCE_SECONDS = 30.0
"""For how long something is waited for that must come: a change that is confirmed, an account that is shown again."""


class Member(Client):
    """An account outside the model: its registration is an operation that the model does not know."""

    identity = ""

    def join(self) -> "Member":
        """Register, and keep the id of the account."""
        body = {"username": self.name, "email": f"{self.name}@example.org", "password": PASSWORD}
        body |= {"password_confirm": PASSWORD}
        self.identity = self._take(
            self.do("outside.register", "POST", "/api/v1/auth/register/", json=body, token="")
        ).answer["user"]["id"]
        return self

    def leave(self) -> Record:
        """Delete the account."""
        return self.do("outside.delete", "DELETE", "/api/v1/auth/account/", json={"password": PASSWORD})


@dataclass
class Watched:
    """An account that is hidden at times, and its post."""

    client: Member
    post: str

    @property
    def hidden(self) -> list[str]:
        """Return the addresses that answer 404 as long as it is hidden."""
        return [f"/api/v1/users/{self.client.identity}/", f"/api/v1/posts/{self.post}/"]

    @property
    def lists(self) -> list[str]:
        """Return the addresses of lists that have nothing of it as long as it is hidden."""
        return ["/api/v1/feed/?limit=100", f"/api/v1/users/{self.client.identity}/posts/"]


class Onlookers:
    """A fan who follows every watched account, and strangers without an account."""

    def __init__(self, world: World) -> None:
        """Register the fan."""
        self.world = world
        self.fan = self._member("fan")

    def watched(self, role: str) -> Watched:
        """Make an account with a post, let the fan follow it, and wait until it is shown."""
        member = self._member(role)
        body = {"text": "Buy this.", "visibility": "public"}
        made = Watched(member, member.do("outside.post", "POST", "/api/v1/posts/", json=body).answer["id"])
        follow = f"/api/v1/users/{member.identity}/follow/"
        becomes_true(lambda: self.fan.do("outside.follow", "PUT", follow).outcome == "ok", seconds=PATIENCE_SECONDS)
        becomes_true(lambda: self.is_shown(made), seconds=PATIENCE_SECONDS)
        return made

    def look(self, one: Watched, *, since: float, token: str, state: str) -> None:
        """Read everything of a hidden account until its token must be refused, and try the token then.

        What is shown nevertheless is a leak. While the worker that announces the end of sessions does not run, tokens
        are accepted: they must be refused REFUSED_SECONDS after it is back.
        """
        while True:
            if not self.world.stack.is_ready(ANNOUNCER):
                since = time.time()
            is_last = time.time() > since + REFUSED_SECONDS
            for reader in (self.fan.access, ""):
                for what in self._shown_to(reader, one):
                    self.world.findings.append(("leaks", f"{what} of the {state} {one.client.name} is shown"))
            if is_last:
                break
        if (status := self._get("/api/v1/users/me/", token)[0]) not in (401, 0):
            self.world.findings.append(("leaks", f"the token of the {state} {one.client.name}: {status}"))

    def is_shown(self, one: Watched) -> bool:
        """Answer whether the fan is shown all of it."""
        return len(list(self._shown_to(self.fan.access, one))) == len(one.hidden) + len(one.lists)

    def _member(self, role: str) -> Member:
        name = f"s{self.world.seed}{role}{time.time_ns() % 10**6}"
        return Member(self.world.stack.url, name, self.world.history).join()

    def _shown_to(self, token: str, one: Watched) -> Iterator[str]:
        for path in one.hidden:
            if self._get(path, token)[0] == 200:
                yield path
        for path in one.lists:
            status, body = self._get(path, token)
            if status == 200 and one.post in {item["id"] for item in body["results"]}:
                yield path

    def _get(self, path: str, token: str) -> tuple[int, Any]:
        """Return status and body; the status is 0 without an answer."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            response = requests.get(self.world.stack.url + path, headers=headers, timeout=10)
        except requests.RequestException:
            return 0, {}
        return response.status_code, response.json() if response.content else {}
