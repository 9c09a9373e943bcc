"""Requests to the gateway: one connection kept alive for each thread, patient with limits and short outages."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from urllib3.filepost import encode_multipart_formdata

PATIENCE_SECONDS = 90
"""How long one request may be put off by 429, 503 and broken connections before the demo gives up."""

TIMEOUT_SECONDS = 30


class File(NamedTuple):
    """A file of a form."""

    name: str
    content: bytes


class GatewayError(Exception):
    """An answer that the demo did not expect."""


@dataclass(frozen=True)
class Answer:
    """A status and the parsed body."""

    status: int
    body: Any
    retry_after_seconds: float


class Gateway:
    """A client for many threads; each has a connection of its own."""

    def __init__(self, url: str) -> None:
        """Remember the address; connections are made when they are needed."""
        self._address = urlsplit(url).netloc
        self._own = threading.local()

    def call(self, method: str, path: str, token: str, body: Any = None, *, key: str = "") -> Any:
        """Send a request until it is answered with 2xx and return the body. ``key`` makes a repeated POST harmless.

        Raises GatewayError for every other answer, and when PATIENCE_SECONDS are over.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = self._try(method, path, token, body, key)
            if 200 <= answer.status < 300:
                return answer.body
            if answer.status not in (0, 429, 503) or time.monotonic() > deadline:
                raise GatewayError(f"{method} {path}: {answer.status} {answer.body}")
            time.sleep(answer.retry_after_seconds)

    def pages(self, path: str, token: str) -> Iterator[dict[str, Any]]:
        """Yield every item of a list, page after page of 100."""
        link: str | None = f"{path}{'&' if '?' in path else '?'}limit=100"
        while link:
            page = self.call("GET", link, token)
            yield from page["results"]
            link = page["next"] and urlsplit(page["next"])._replace(scheme="", netloc="").geturl()

    def _try(self, method: str, path: str, token: str, body: Any, key: str) -> Answer:
        """Send a request once; status 0 stands for a connection that broke."""
        connection = self._connection()
        content, content_type = _encoded(body)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": content_type}
        headers |= {"Idempotency-Key": key} if key else {}
        try:
            connection.request(method, path, content, headers)
            response = connection.getresponse()
            answered = response.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            return Answer(0, repr(error), 0.1)
        parsed = json.loads(answered) if answered else None
        return Answer(response.status, parsed, float(response.headers.get("Retry-After") or 1))

    def _connection(self) -> http.client.HTTPConnection:
        if not hasattr(self._own, "connection"):
            self._own.connection = http.client.HTTPConnection(self._address, timeout=TIMEOUT_SECONDS)
        return self._own.connection


def _encoded(body: dict[str, Any] | None) -> tuple[bytes | None, str]:
    """Return a body with its type: a form if it has a file, otherwise JSON."""
    if body and any(isinstance(value, File) for value in body.values()):
        return encode_multipart_formdata(body, boundary="kith")
    return None if body is None else json.dumps(body).encode(), "application/json"
