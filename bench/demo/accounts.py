"""The accounts of the demo, made by a command of the auth service: one password hash for all."""

import json
import threading
import time

from stack.handle import Handle

PREFIX = "reed"
PASSWORD = "reed98 takes the night bus"
TOKEN_SECONDS = 200
"""How long tokens are used: access tokens live 300 s, and a request may wait a while for its turn."""


class Accounts:
    """Everybody's account id and a fresh access token; people are numbered from 0 and called reed1, reed2, …"""

    def __init__(self, stack: Handle, size: int) -> None:
        """Make the accounts that do not exist yet, and log in as everybody."""
        self._stack, self._size = stack, size
        self._lock = threading.Lock()
        self._log_in()
        self.numbers = {account: person for person, account in enumerate(self.ids)}

    def token(self, person: int) -> str:
        """Return an access token of a person; all are renewed when they grow old."""
        with self._lock:
            if time.monotonic() > self._fresh_until:
                self._log_in()
            return self._tokens[person]

    def _log_in(self) -> None:
        self._fresh_until = time.monotonic() + TOKEN_SECONDS
        options = ["--password", PASSWORD, "--prefix", PREFIX, "--count", str(self._size), "--tokens"]
        lines = self._stack.manage("auth", "create_accounts", *options).splitlines()
        found = {line["username"]: line for line in map(json.loads, lines)}
        people = [found[f"{PREFIX}{number}"] for number in range(1, self._size + 1)]
        self.ids: list[str] = [each["id"] for each in people]
        self._tokens: list[str] = [each["access"] for each in people]
