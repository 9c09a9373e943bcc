"""Private servers for a test run, in a temporary folder, on free ports."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import redis

from runtime.ports import free_port
from runtime.waiting import wait_until

STOP_SECONDS = 10
# Fast rather than durable: the data is deleted after the test anyway.
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "150",
    "jit": "off",  # as in production: compiling a statement takes longer than any of ours runs
}


@contextmanager
def private_folder(name: str) -> Iterator[Path]:
    """Make a folder that is deleted afterwards; under root it belongs to the user that the servers run as."""
    folder = Path(tempfile.mkdtemp(prefix=f"kith-test-{name}-"))
    if os.geteuid() == 0 and name == "postgres":
        shutil.chown(folder, "postgres", "postgres")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def postgres_program(name: str) -> str:
    """Return the path of a PostgreSQL program; Debian keeps them out of the PATH. Raises FileNotFoundError."""
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    if not found:
        raise FileNotFoundError(f"{name} is missing: apt-get install postgresql")
    return found


def _as_postgres() -> dict:
    """Return what makes a subprocess run as a user that PostgreSQL accepts."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@dataclass
class Postgres:
    """A PostgreSQL server of a test: its URL, and the process to stop or freeze."""

    url: str
    process: subprocess.Popen


@contextmanager
def postgres(database: str = "postgres") -> Iterator[str]:
    """Run a PostgreSQL with non-durable settings, and yield its URL."""
    with own_postgres(database) as server:
        yield server.url


@contextmanager
def own_postgres(database: str = "postgres", *, is_durable: bool = False) -> Iterator[Postgres]:
    """Run a PostgreSQL whose data is deleted afterwards, and yield it. Measurements use ``is_durable=True``."""
    with private_folder("postgres") as folder:
        data, port = folder / "data", free_port()
        _initialise(data)
        options = OPTIONS | ({} if is_durable else NOT_DURABLE)
        command = [postgres_program("postgres"), "-D", data]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        command += ["-c", f"port={port}"]
        url = f"postgres://kith:kith@127.0.0.1:{port}/{database}"
        with running(command, folder / "log", cwd=folder, **_as_postgres()) as process:
            wait_until(lambda: _answers_postgres(url), what="PostgreSQL does not start")
            yield Postgres(url, process)


def _initialise(data: Path) -> None:
    program = [postgres_program("initdb"), "-D", str(data), "-U", "kith"]
    options = ["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run([*program, *options], check=True, capture_output=True, cwd=data.parent, **_as_postgres())  # noqa: S603


@contextmanager
def redis_server() -> Iterator[str]:
    """Run a Redis without persistence, and yield its URL."""
    with private_folder("redis") as folder:
        port = free_port()
        with own_redis(folder, port):
            yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def own_redis(folder: Path, port: int) -> Iterator[subprocess.Popen]:
    """Run a Redis without persistence at a port, and yield its process."""
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with running(command, folder / "log", cwd=folder) as process:
        wait_until(lambda: _answers_redis(f"redis://127.0.0.1:{port}/0"), what="Redis does not start")
        yield process


@contextmanager
def running(command: list, log: Path, **options: Any) -> Iterator[subprocess.Popen]:
    """Run a program until the end of the block; its output goes to a file."""
    with log.open("wb") as output:
        process = subprocess.Popen(list(map(str, command)), stdout=output, stderr=output, **options)  # noqa: S603
    try:
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers_postgres(url: str) -> bool:
    try:
        psycopg2.connect(url).close()
    except psycopg2.OperationalError:
        return False
    return True


def _answers_redis(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as client:
            return client.ping()
    except redis.RedisError:
        return False
