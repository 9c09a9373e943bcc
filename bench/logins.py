"""What log-ins cost everybody else: ``python -m bench.logins``; ``make bench-logins``. Takes a minute.

Fifty callers log in without pause, with passwords as long as are allowed, while one reads posts. The goal is a ratio
within one run: the p99 of the reads is at most twice that of a machine where nobody logs in. Log-ins are counted as
failed, because their password is wrong.
"""

import json
import secrets
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import httpx
from rich.console import Console
from rich.table import Table

from bench.testbed.opening import bench_layout
from bench.wrk import Load, Request, drive, write_requests
from stack.errors import StackError
from stack.handle import running_stack
from stack.packages import ensure_packages

GOAL_RATIO = 2
AT_ONCE, LONGEST = 50, 128
ROUNDS, SECONDS = 5, 4
VARIABLES = {"KITH_PORT": "0", "PUBLIC_URL": "", "LIMIT_SCALE": "100000"}
console = Console(highlight=False, width=150)


def main() -> int:
    """Measure and print the table; return 1 if the goal is missed."""
    try:
        ensure_packages("wrk")
        with running_stack(bench_layout(), VARIABLES) as stack, tempfile.TemporaryDirectory() as folder:
            return _report(*_measure(stack.url, Path(folder)))
    except StackError as error:
        console.print(str(error))
        return 1


def _measure(url: str, folder: Path) -> tuple[list[Load], list[Load], list[Load]]:
    """Return the reads of a quiet machine, those during log-ins, and the log-ins; the first two take turns."""
    name, token = _register(url)
    reads = write_requests(folder / "reads", [Request("GET", "/api/v1/posts/?limit=1", token)])
    guess = json.dumps({"login": name, "password": "x" * LONGEST})
    guesses = write_requests(folder / "guesses", [Request("POST", "/api/v1/auth/login/", "", guess)])
    quiet, busy, log_ins = [], [], []
    drive(url, reads, seconds=SECONDS, connections=1)  # starts what is started at the first request
    with ThreadPoolExecutor(1) as beside:
        for _ in range(ROUNDS):
            quiet.append(drive(url, reads, seconds=SECONDS, connections=1))
            guessing = beside.submit(drive, url, guesses, seconds=SECONDS, connections=AT_ONCE)
            busy.append(drive(url, reads, seconds=SECONDS, connections=1))
            log_ins.append(guessing.result())
    return quiet, busy, log_ins


def _register(url: str) -> tuple[str, str]:
    """Return the username of a new account, and its access token."""
    name, password = "reader_" + secrets.token_hex(6), secrets.token_urlsafe(20)
    body = {"username": name, "email": f"{name}@example.org", "password": password, "password_confirm": password}
    with httpx.Client(base_url=url, trust_env=False) as http:
        answer = http.post("/api/v1/auth/register/", json=body).raise_for_status().json()
        http.headers["Authorization"] = "Bearer " + answer["access"]
        http.post("/api/v1/posts/", json={"text": "something to read"}).raise_for_status()
    return name, str(answer["access"])


def _report(quiet: list[Load], busy: list[Load], log_ins: list[Load]) -> int:
    table = Table("requests", "a second", "p50 ms", "p99 ms", "failed")
    _row(table, "reads while nobody logs in", quiet)
    _row(table, f"reads while {AT_ONCE} log in", busy)
    _row(table, "log-ins with a wrong password", log_ins)
    console.print(table)
    ratio = median(one.p99_ms / other.p99_ms for one, other in zip(busy, quiet, strict=True))
    console.print(f"p99 of reads during log-ins against none: {ratio:.2f}; the goal is at most {GOAL_RATIO}")
    return 1 if ratio > GOAL_RATIO or any(load.failed for load in quiet + busy) else 0


def _row(table: Table, name: str, loads: list[Load]) -> None:
    """Add the medians of the rounds, and all that failed."""
    rate, p50, p99 = (
        median(figures)
        for figures in zip(*((each.requests / each.seconds, each.p50_ms, each.p99_ms) for each in loads), strict=True)
    )
    table.add_row(name, f"{rate:.0f}", f"{p50:.1f}", f"{p99:.1f}", str(sum(each.failed for each in loads)))


if __name__ == "__main__":
    sys.exit(main())
