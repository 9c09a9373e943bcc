"""Real processes of the tests' service, on a Redis of their own that can be stopped and started again empty."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redis
import requests

from chassis.testing.servers import free_port, own_redis, running, wait_until

SECONDS = 60
"""How long a step may take on a busy machine."""


@dataclass
class Processes:
    """A Redis, and what was started on it."""

    folder: Path
    stack: ExitStack
    port: int = field(default_factory=free_port)
    servers: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    started: dict[str, "Process"] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The address of its Redis."""
        return f"redis://127.0.0.1:{self.port}/0"

    def client(self) -> redis.Redis:
        """Return a client of Redis; the caller closes it."""
        return redis.Redis.from_url(self.url, decode_responses=True)

    def number(self, key: str) -> int:
        """Return a count that a task keeps."""
        with self.client() as client:
            return int(client.get(f"almanac:{key}") or 0)

    def start_redis(self) -> None:
        """Start an empty Redis at the same address."""
        self.servers.append(self.stack.enter_context(own_redis(self.folder, self.port)))

    def stop_redis(self) -> None:
        """Stop the Redis that runs."""
        self.servers[-1].terminate()
        self.servers[-1].wait(SECONDS)

    def ensure(self, command: str) -> "Process":
        """Return the process of the service that runs; start one where none does, without waiting until it is ready."""
        running = self.started.get(command)
        if running is None or running.process.poll() is not None:
            self.started[command] = running = self._start(command)
        return running

    def _start(self, command: str) -> "Process":
        address = f"127.0.0.1:{free_port()}"
        paths = {"PYTHONPATH": str(Path(__file__).parent), "DJANGO_SETTINGS_MODULE": "almanac.settings"}
        own = {"REDIS_URL": self.url, f"{command.upper()}_ADDRESS": address, "LOG_LEVEL": "INFO"}
        log = self.folder / f"{command}-{address.rpartition(':')[2]}.log"
        words = [sys.executable, "-m", "django", command]
        process = self.stack.enter_context(running(words, log, env=os.environ | paths | own))
        return Process(process, f"http://{address}", log)


@dataclass
class Process:
    """A process of the service, and the address of its probes."""

    process: "subprocess.Popen[bytes]"
    url: str
    log: Path

    def status(self, path: str) -> int:
        """Return the status of a probe; 0 when nothing answers."""
        try:
            return requests.get(self.url + path, timeout=5).status_code
        except requests.ConnectionError:
            return 0

    def wait_until_ready(self) -> None:
        """Wait until it does its work."""
        wait_until(lambda: self.status("/readyz") == 200, what=f"readiness of {self.log.name}", seconds=SECONDS)

    def metric(self, name: str) -> float:
        """Return the value of a metric, by its full name with labels."""
        lines = requests.get(f"{self.url}/metrics", timeout=5).text.splitlines()
        return next((float(line.split()[-1]) for line in lines if line.startswith(name)), 0.0)


@contextmanager
def started(folder: Path) -> Iterator[Processes]:
    """Yield a Redis on which processes can be started; all of them end."""
    with ExitStack() as stack:
        processes = Processes(folder, stack)
        processes.start_redis()
        yield processes
