"""One user of Kith who does one operation at a time and records the answers."""

import time
import uuid
from collections.abc import Mapping
from typing import Any

import requests

from tests.faults.history import History, Record

TIMEOUT_SECONDS = 12
RETRY_SECONDS = 0.3
UNKNOWN_STATUSES = {0, 409, 500, 502, 503, 504}
GONE = {("post.delete", 404), ("account.delete", 401)}
PASSWORD = "correct horse battery staple 7"

File = tuple[str, bytes, str]
"""The name, the contents and the type of a file."""


class Client:
    """A user with a session; every operation ends in one record of the history.

    An unknown outcome is tried again with the same idempotency key until it is definite or ``patience`` seconds passed.
    """

    def __init__(self, base: str, name: str, history: History, *, patience: float = 90) -> None:
        """Make the client of the user ``name``; nothing is sent yet."""
        self.base, self.name, self.history, self.patience = base, name, history, patience
        self.http = requests.Session()
        self.access = self.refresh_token = ""

    def do(
        self,
        op: str,
        method: str,
        path: str,
        *,
        json: Any = None,
        files: Mapping[str, File] | None = None,
        token: str | None = None,
        key: str | None = None,
        patience: float | None = None,
        **args: Any,
    ) -> Record:
        """Send a request, repeatedly while its outcome is unknown, and record how it ended.

        With ``files`` it is a form, and ``json`` has its texts. A POST has the idempotency key ``key``, or a new one.
        ``patience`` is how many seconds to try, if not as long as usual.
        """
        content = {"data": json, "files": files} if files else {"json": json}
        record = Record(user=self.name, op=op, args=args, started=time.time())
        record.key = (key or new_key()) if method == "POST" else ""
        headers = {"Idempotency-Key": record.key} if record.key else {}
        deadline = time.monotonic() + (self.patience if patience is None else patience)
        while True:
            self._attempt(record, method, path, content, headers | self._authorization(token))
            if record.status == 401 and op != "refresh" and token is None and self._renewed(record):
                continue
            if record.outcome != "info" or time.monotonic() > deadline:
                return self.history.add(settled(record, method))
            time.sleep(RETRY_SECONDS)

    def _attempt(
        self, record: Record, method: str, path: str, content: dict[str, Any], headers: dict[str, str]
    ) -> None:
        record.attempts += 1
        began = time.monotonic()
        try:
            response = self.http.request(method, self.base + path, headers=headers, timeout=TIMEOUT_SECONDS, **content)
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
        """Get another token once when the present one is refused."""
        return record.attempts == 1 and self.renew()

    def renew(self) -> bool:
        """Go on with the session's next token, or in a new session; return whether there is one.

        A refresh has an idempotency key, so a lost answer can be requested again for a day.
        """
        return self.refresh().outcome == "ok" or self.login().outcome == "ok"

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
        return self._take(
            self.do("refresh", "POST", "/api/v1/auth/refresh/", json=body, token="", given=body["refresh"])
        )

    def logout(self) -> Record:
        """End the session; the record keeps the access token so that it can be tried afterwards."""
        return self.do(
            "logout", "POST", "/api/v1/auth/logout/", json={"refresh": self.refresh_token}, access=self.access
        )

    def delete_account(self) -> Record:
        """Delete the account; the record keeps the access token so that it can be tried afterwards."""
        body = {"password": PASSWORD}
        return self.do("account.delete", "DELETE", "/api/v1/auth/account/", json=body, access=self.access)

    def _take(self, record: Record) -> Record:
        if record.outcome == "ok":
            self.access, self.refresh_token = record.answer["access"], record.answer["refresh"]
        return record


def new_key() -> str:
    """Return an idempotency key that nobody has used."""
    return str(uuid.uuid4())


def _outcome(status: int) -> str:
    if 200 <= status < 300:
        return "ok"
    return "info" if status >= 500 or status in (409, 429) else "fail"


def settled(record: Record, method: str) -> Record:
    """Return the record with the outcome that is certain.

    A refusal after an unknown attempt does not say what that attempt did. An own post that is not found after such an
    attempt is deleted, and so is an account whose session has ended.
    """
    is_deleted = method == "DELETE" and (record.op, record.status) in GONE
    if record.outcome == "fail" and UNKNOWN_STATUSES.intersection(record.statuses):
        record.outcome = "ok" if is_deleted else "info"
    return record
