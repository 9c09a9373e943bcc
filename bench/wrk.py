"""The load generator: wrk with requests from a file."""

import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("load.lua")
MARK = "summary "


@dataclass(frozen=True)
class Request:
    """One request with its own token; ``body`` is JSON, or empty."""

    method: str
    path: str
    token: str
    body: str = ""

    def line(self) -> str:
        """Return the request as load.lua reads it."""
        return "\t".join((self.method, self.path, self.token, self.body))


@dataclass(frozen=True)
class Load:
    """What wrk counted; ``failed`` are answers that are no 2xx or 3xx, broken connections and timeouts."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    failed: int


def write_requests(file: Path, requests: Iterable[Request]) -> Path:
    """Write the requests that take turns, and return the file."""
    file.write_text("".join(f"{request.line()}\n" for request in requests))
    return file


def drive(url: str, requests: Path, *, seconds: int, connections: int) -> Load:
    """Send the requests as fast as they are answered. Raises CalledProcessError when wrk fails."""
    options = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(SCRIPT)]
    output = subprocess.run(
        ["wrk", *options, url, "--", str(requests)], capture_output=True, text=True, check=True
    ).stdout
    return parse(output)


def parse(output: str) -> Load:
    """Return what load.lua printed. Raises ValueError when it printed nothing."""
    lines = [line.removeprefix(MARK) for line in output.splitlines() if line.startswith(MARK)]
    if not lines:
        raise ValueError(f"wrk printed no summary: {output}")
    return Load(**json.loads(lines[-1]))
