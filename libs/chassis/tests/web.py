"""A real web process of the test service, with servers of its own that tests may stop."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import requests

from chassis.testing import servers


@dataclass
class Web:
    """The process, its address and its log."""

    process: subprocess.Popen
    url: str
    log: Path
    environment: dict[str, str] = field(repr=False, default_factory=dict)

    def get(self, path: str, **options: object) -> requests.Response:
        """Ask without keeping the connection."""
        return requests.get(self.url + path, timeout=30, **options)

    def timed(self, path: str) -> tuple[requests.Response, float]:
        """Send a request and return how many seconds the answer took."""
        started = time.monotonic()
        response = self.get(path)
        return response, time.monotonic() - started

    def is_busy(self) -> bool:
        """Return whether a request for ``/sleep/`` waits in the database."""
        with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE query ~ '^SELECT pg_sleep' AND state = 'active'"
            )
            return cursor.fetchone()[0] > 0

    def stop(self) -> int:
        """Send SIGTERM and return the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(15)


@contextmanager
def web_process(folder: Path, **environment: str) -> Iterator[Web]:
    """Run gunicorn with the test service until the end of the block."""
    port = servers.free_port()
    settings = {
        "DJANGO_SETTINGS_MODULE": "testapp.settings",
        "PYTHONPATH": str(Path(__file__).parent),
        "WEB_ADDRESS": f"127.0.0.1:{port}",
        "WEB_WORKERS": "1",
        "WEB_THREADS": "8",
        "LOG_LEVEL": "INFO",
        **environment,
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "python:chassis.running.gunicorn_conf",
        "chassis.running.wsgi:application",
    ]
    with servers.running(command, folder / "web.log", env={**os.environ, **settings}) as process:
        web = Web(process, f"http://127.0.0.1:{port}", folder / "web.log", settings)
        servers.wait_until(lambda: is_live(web), what="gunicorn does not start")
        yield web


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def workers(web: Web) -> set[int]:
    """Return the processes that answer."""
    return set(children(web.process.pid))


def is_live(web: Web) -> bool:
    """Return whether the process answers; raises when it has ended."""
    if web.process.poll() is not None:
        raise RuntimeError(web.log.read_text())
    try:
        return web.get("/livez").status_code == 200
    except requests.RequestException:
        return False


@contextmanager
def web_with_own_database(folder: Path, **environment: str) -> Iterator[tuple[Web, servers.Postgres]]:
    """Run the test service on a PostgreSQL that belongs to the test alone."""
    with ExitStack() as stack:
        database = stack.enter_context(servers.own_postgres())
        yield stack.enter_context(web_process(folder, DATABASE_URL=database.url, **environment)), database
