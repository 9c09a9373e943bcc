"""One user of Kith who does one thing at a time and writes down what came back."""

import time
import uuid
from typing import Any

import requests

from tests.faults.history import History, Record

TIMEOUT_SECONDS = 12
RETRY_SECONDS = 0.3
PASSWORD = "correct horse battery staple 7"


class Client:
    """A user with a session; every operation ends in one record of the history.

    An unknown outcome is tried again with the same idempotency key until it is definite or ``patience`` seconds passed.
    """

    def __init__(self, base: str, name: str, history: History, *, patience: float = 90) -> None:
        """Make the client of the user ``name``; nothing is sent yet."""
        self.base, self.name, self.history, self.patience = base, name, history, patience
        self.http = requests.Session()
        self.access = self.refresh_token = ""

    def do(self, op: str, method: str, path: str, *, json: Any = None, token: str | None = None, **args: Any) -> Record:
        """Send a request, again and again while its outcome is unknown, and record how it ended."""
        record = Record(user=self.name, op=op, args=args, started=time.time())
        headers = {"Idempotency-Key": str(uuid.uuid4())} if method == "POST" else {}
        deadline = time.monotonic() + self.patience
        while True:
            self._attempt(record, method, path, json, headers | self._authorization(token))
            if record.status == 401 and op != "refresh" and token is None and self._renewed(record):
                continue
            if record.outcome != "info" or time.monotonic() > deadline:
                return self.history.add(_settled(record, method))
            time.sleep(RETRY_SECONDS)

    def _attempt(self, record: Record, method: str, path: str, json: Any, headers: dict[str, str]) -> None:
        record.attempts += 1
        began = time.monotonic()
        try:
            response = self.http.request(method, self.base + path, json=json, headers=headers, timeout=TIMEOUT_SECONDS)
        except requests.RequestException:
            record.outcome, record.status = "info", 0
        else:
            record.status = response.status_code
            record.bare += response.status_code == 503 and "Retry-After" not in response.headers
            record.outcome = _outcome(response.status_code)
            record.answer = response.json() if response.content and record.outcome != "info" else None
        record.seconds = time.monotonic() - began
        record.statuses.append(record.status)

    def _authorization(self, token: str | None) -> dict[str, str]:
        chosen = self.access if token is None else token
        return {"Authorization": f"Bearer {chosen}"} if chosen else {}

    def _renewed(self, record: Record) -> bool:
        """Refresh once when the access token has expired."""
        return record.attempts == 1 and self.refresh().outcome == "ok"

    def register(self) -> Record:
        """Make the account and take its tokens."""
        body = {"username": self.name, "email": f"{self.name}@example.org", "password": PASSWORD}
        return self._take(
            self.do("register", "POST", "/api/v1/auth/register/", json=body | {"password_confirm": PASSWORD})
        )

    def login(self) -> Record:
        """Open a new session."""
        body = {"username": self.name, "password": PASSWORD}
        return self._take(self.do("login", "POST", "/api/v1/auth/login/", json=body, token=""))

    def refresh(self) -> Record:
        """Exchange the refresh token for a new pair."""
        body = {"refresh": self.refresh_token}
        return self._take(self.do("refresh", "POST", "/api/v1/auth/refresh/", json=body, token=""))

    def logout(self) -> Record:
        """End the session; the record keeps the access token so that it can be tried afterwards."""
        return self.do(
            "logout", "POST", "/api/v1/auth/logout/", json={"refresh": self.refresh_token}, access=self.access
        )

    def _take(self, record: Record) -> Record:
        if record.outcome == "ok":
            self.access, self.refresh_token = record.answer["access"], record.answer["refresh"]
        return record


def _outcome(status: int) -> str:
    if 200 <= status < 300:
        return "ok"
    return "info" if status >= 500 or status in (409, 429) else "fail"


def _settled(record: Record, method: str) -> Record:
    """A deletion that is not found after an unknown try has happened."""
    if method == "DELETE" and record.status == 404 and record.attempts > 1:
        record.outcome = "ok"
    return record
