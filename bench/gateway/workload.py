"""Requests per second of one address, by wrk, and the processor time that nginx spent on each."""

import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 32
THREADS = 1


@dataclass(frozen=True)
class Result:
    """What wrk counted; ``failed`` are answers that were no 2xx, and broken connections.

    ``microseconds`` of processor time, all workers together: what a request costs, however busy the machine is.
    """

    requests_per_second: float
    microseconds: float
    failed: int


def measure(url: str, *, seconds: float, tokens: Path | None, workers: Iterable[int]) -> Result:
    """Ask for ``url`` as fast as possible; with ``tokens``, each request takes the next line of that file.

    Raises CalledProcessError when wrk fails.
    """
    command = [
        "wrk",
        f"-t{THREADS}",
        f"-c{CONNECTIONS}",
        f"-d{seconds:g}s",
        "-s",
        str(Path(__file__).with_name("tokens.lua")),
    ]
    before = processor_seconds(workers)
    output = subprocess.run([*command, url, "--", str(tokens or "")], capture_output=True, text=True, check=True).stdout
    spent = processor_seconds(workers) - before
    requests = int(_numbers(r"(\d+) requests in", output)[0])
    failed = _numbers(r"Non-2xx or 3xx responses: (\d+)", output) + _numbers(
        r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", output
    )
    return Result(_numbers(r"Requests/sec:\s+([\d.]+)", output)[0], 1e6 * spent / requests, int(sum(failed)))


def processor_seconds(processes: Iterable[int]) -> float:
    """Return the processor time that the processes have used so far; one that is gone counts for nothing."""
    return sum(map(_ticks, processes)) / os.sysconf("SC_CLK_TCK")


def _ticks(process: int) -> int:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:  # nginx has a helper that ends a minute after the start
        return 0
    return int(fields[11]) + int(fields[12])


def _numbers(pattern: str, text: str) -> list[float]:
    found = re.search(pattern, text)
    return [float(number) for number in found.groups()] if found else []
