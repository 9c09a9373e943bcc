"""The agent as a process, and a stand-in for the part of the auth service that it calls."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests

from contracts.accounts import SessionRevoked
from gateway.testing.services import Answer, Recorded, Service
from gateway.testing.tokens import SigningKey
from runtime.ports import free_port
from runtime.waiting import wait_until

SECRET = "internal-secret"  # noqa: S105 of a test
EXPORT = f"/internal/export/{SessionRevoked.type}/"


class AuthDouble:
    """Answers like the auth service: keys, and revoked sessions by pages of ``page_size``."""

    def __init__(self, keys: Iterable[SigningKey] = (), port: int = 0) -> None:
        self.keys = [key.jwk for key in keys]
        self.revoked: list[SessionRevoked] = []
        self.page_size = 1000
        self.service = Service(port)
        self.service.behaviour = self._answer

    @property
    def url(self) -> str:
        """Return the base URL."""
        return f"http://{self.service.address}"

    @property
    def pages(self) -> int:
        """Return how often the list was requested."""
        return sum(request.target.startswith(EXPORT) for request in self.service.requests)

    def _answer(self, request: Recorded) -> Answer:
        if request.target == "/.well-known/jwks.json":
            return Answer(body=json.dumps({"keys": self.keys}).encode())
        if not request.target.startswith(EXPORT) or request.header("Authorization") != f"Bearer {SECRET}":
            return Answer(401)
        after = parse_qs(urlsplit(request.target).query).get("after", [""])[0]
        events = sorted(self.revoked, key=lambda event: str(event.session_id))
        rest = [event for event in events if str(event.session_id) > after]
        page = [
            {"key": str(event.session_id), "event": event.model_dump(mode="json")} for event in rest[: self.page_size]
        ]
        more = page[-1]["key"] if len(rest) > self.page_size else None
        return Answer(body=json.dumps({"results": page, "next": more}).encode())


class Agent:
    """``python -m gateway.agent`` with a folder of its own; ``queue`` is the one that it reads."""

    def __init__(self, folder: Path, *, amqp_url: str, auth_url: str, gateway_id: str = "test") -> None:
        self.queue = f"gateway.events.{gateway_id}"
        self.folder = folder
        self.log = folder.with_suffix(".log")
        self.health = f"http://127.0.0.1:{free_port()}"
        self.environment = {
            "AMQP_URL": amqp_url,
            "AUTH_URL": auth_url,
            "INTERNAL_SECRET": SECRET,
            "VOLATILE_DIR": str(folder),
            "WORKER_ADDRESS": self.health.removeprefix("http://"),
            "GATEWAY_ID": gateway_id,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Agent":
        """Start the process and return when it runs. Raises RuntimeError with its output when it does not."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gateway.agent"], env=os.environ | self.environment, stdout=output, stderr=output
            )
        wait_until(lambda: self.probe("/livez") == 200 or self._has_ended(), seconds=30)
        if self._has_ended():
            raise RuntimeError(self.log.read_text())
        return self

    def _has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def ready(self) -> "Agent":
        """Return when the agent says that it is ready."""
        wait_until(lambda: self.probe("/readyz") == 200, seconds=20)
        return self

    def connected(self) -> None:
        """Return when the bus delivers to the agent."""
        wait_until(lambda: "gateway_agent_bus_connected 1.0" in self.metrics(), seconds=20)

    def metrics(self) -> str:
        """Return the metrics."""
        return requests.get(self.health + "/metrics", timeout=2).text

    def stop(self, how: int = signal.SIGTERM) -> int:
        """End the process and return its exit code."""
        if self.process is None:
            return 0
        self.process.send_signal(how)
        return self.process.wait(15)

    def probe(self, path: str) -> int:
        """Return the status of a probe, 0 without an answer."""
        try:
            return requests.get(self.health + path, timeout=2).status_code
        except requests.RequestException:
            return 0

    def denied(self) -> dict[str, int]:
        """Return the deny list: the time until which each session is refused."""
        return {path.name: int(path.read_text()) for path in (self.folder / "deny").glob("[!.]*")}

    def keys(self) -> set[str]:
        """Return the names of the keys."""
        return {path.stem for path in (self.folder / "keys").glob("*.pem")}
