"""Calls between services: with a total deadline and a budget for retries."""

import socket
import threading
import time
from collections.abc import Mapping
from typing import IO, Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import ProtocolError

RETRY_RATIO = 0.2
MAX_RETRIES_IN_STOCK = 10
RETRY_STATUSES = frozenset({502, 503, 504})
CHUNK_BYTES = 64 * 1024


class RetryBudget:
    """Allows one retry for every five calls, and ten in a row, so that a service that is down gets few retries."""

    def __init__(self) -> None:
        self._stock = float(MAX_RETRIES_IN_STOCK)
        self._lock = threading.Lock()

    def earn(self) -> None:
        """Count a call."""
        with self._lock:
            self._stock = min(MAX_RETRIES_IN_STOCK, self._stock + RETRY_RATIO)

    def spend(self) -> bool:
        """Use one retry of the budget; return False if it is empty."""
        with self._lock:
            if self._stock < 1:
                return False
            self._stock -= 1
            return True


class _DeadlineSocket(socket.socket):
    """A socket whose reads all end at one deadline, however slowly the bytes arrive."""

    deadline = float("inf")

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        remaining = self.deadline - time.monotonic()
        if remaining <= 0:
            raise TimeoutError("the deadline has passed")
        self.settimeout(min(remaining, threading.TIMEOUT_MAX))
        return super().recv_into(*args, **kwargs)


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        plain = super()._new_conn()
        timeout = plain.gettimeout()
        wrapped = _DeadlineSocket(plain.family, plain.type, plain.proto, fileno=plain.detach())
        wrapped.settimeout(timeout)
        return wrapped

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is None:
            self.connect()
        plain: Any = self.sock
        plain.deadline = time.monotonic() + (self.timeout or 0)
        super().request(*args, **kwargs)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool}


class Client:
    """Calls another service of Kith over HTTP, with the internal secret.

    ``timeout_seconds`` is for the whole answer of one attempt. It only sends reads and idempotent writes, so every
    attempt may be repeated; ``repeats_reads`` is false for callers that begin again themselves.
    """

    def __init__(self, base_url: str, secret: str, *, timeout_seconds: float = 5, repeats_reads: bool = True) -> None:
        self._base_url = base_url.rstrip("/")
        self._repeats_reads = repeats_reads
        self._timeout_seconds = timeout_seconds
        self._budget = RetryBudget()
        self._secret = secret
        self._session = self._new_session()

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        """Return the JSON object at ``path``. Raises requests.RequestException when there is no such answer."""
        self._budget.earn()
        while True:
            try:
                return self._attempt("GET", path, params=params)
            except requests.RequestException as error:
                if not (self._repeats_reads and _may_help(error) and self._budget.spend()):
                    raise

    def download(self, path: str, into: IO[bytes], *, max_bytes: int, **params: Any) -> Mapping[str, str] | None:
        """Write the bytes at ``path`` into a file and return the headers, or None when the answer is 204.

        Raises requests.RequestException when there is no such answer, or it has more than ``max_bytes``.
        """
        address, timeout = self._base_url + path, self._timeout_seconds
        with self._session.get(address, params=params, timeout=timeout, allow_redirects=False, stream=True) as answer:
            answer.raise_for_status()
            for chunk in answer.iter_content(CHUNK_BYTES):
                into.write(chunk)
                if into.tell() > max_bytes:
                    raise requests.RequestException("the answer is too long")
            return None if answer.status_code == requests.codes.no_content else answer.headers

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send an idempotent write. Raises requests.RequestException when it was not answered with success.

        If the connection was reset, as a kept one is when the service has restarted, it is repeated once, immediately
        and over a new connection. Both attempts together have ``timeout_seconds``.
        """
        deadline = time.monotonic() + self._timeout_seconds
        try:
            return self._attempt("POST", path, json=body)
        except requests.RequestException as error:
            remaining = deadline - time.monotonic()
            if not _was_reset(error) or remaining <= 0:
                raise
        with self._new_session() as session:
            return self._attempt("POST", path, session, timeout=remaining, json=body)

    def _attempt(
        self, method: str, path: str, session: requests.Session | None = None, **content: Any
    ) -> dict[str, Any]:
        options = {"timeout": self._timeout_seconds, "allow_redirects": False, **content}
        answer = (session or self._session).request(method, self._base_url + path, **options)
        answer.raise_for_status()
        return answer.json()

    def _new_session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        session.mount("http://", _Adapter())
        session.headers["Authorization"] = f"Bearer {self._secret}"
        return session


def _may_help(error: requests.RequestException) -> bool:
    """Return whether another attempt may succeed: not after an answer that another attempt would repeat."""
    return error.response is None or error.response.status_code in RETRY_STATUSES


def _was_reset(error: requests.RequestException) -> bool:
    """Return whether the other side ended the connection before its answer was complete."""
    cause = error.args[0] if error.args else None
    return isinstance(cause, ProtocolError) and any(isinstance(reason, ConnectionError) for reason in cause.args)
