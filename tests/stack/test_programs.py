"""The programs of a running stack: watched, restarted, and closed to everybody else."""

import stat
import subprocess
import threading

import psycopg2
import pytest
import redis
import requests

from manifest import SERVICES
from runtime.waiting import wait_until
from stack import commands

PROGRAMS = ["posts-web", "posts-worker", "posts-celery", "posts-beat", "posts-database", "gateway-agent", "nginx"]
PROGRAMS += ["redis", "rabbitmq", "epmd"]


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_that_dies_is_started_again(stack, program):
    before = stack.pid(program)

    stack.signal(program, "KILL")

    wait_until(lambda: stack.pid(program) not in (0, before), what=f"another {program}", seconds=30)
    stack.wait_until_ready(program)
    wait_until(lambda: _serves(stack), what="an answer through the gateway", seconds=30)


def _serves(stack) -> bool:
    """Return whether a request gets through; the workers of an nginx that was killed may still cut one off."""
    try:
        return requests.get(f"{stack.url}/.well-known/jwks.json", timeout=5).status_code == 200
    except requests.ConnectionError:
        return False


def test_a_rolling_restart_fails_no_request(stack):
    codes: list[int] = []
    is_over = threading.Event()

    def ask() -> None:
        with requests.Session() as session:
            while not is_over.is_set():
                codes.append(session.get(f"{stack.url}/api/v1/users/", timeout=5).status_code)

    client = threading.Thread(target=ask)
    client.start()
    before = worker_processes(stack.pid("profiles-web"))
    commands.restart(stack.layout, "profiles")
    wait_until(lambda: not before & worker_processes(stack.pid("profiles-web")), what="new workers", seconds=30)
    is_over.set()
    client.join()

    assert set(codes) == {200}


def worker_processes(pid: int) -> set[str]:
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return set(file.read().split())


def test_secrets_are_for_the_owner_only(stack):
    modes = {stat.S_IMODE(path.stat().st_mode) for path in stack.layout.secrets.iterdir()}

    assert modes == {0o600}


def test_nothing_of_the_stack_listens_on_another_address_than_the_loopback(stack):
    listening = subprocess.run(["ss", "-Hltn"], check=True, capture_output=True, text=True).stdout
    addresses = [line.split()[3].rsplit(":", 1) for line in listening.splitlines()]
    ours = {str(port) for port in stack.addresses.ports.values()}

    assert {host for host, port in addresses if port in ours} <= {"127.0.0.1", "[::1]"}


def test_a_service_cannot_log_in_to_the_database_of_another(stack):
    place = stack.database_url("profiles").split("@")[1]
    credentials = stack.database_url("posts").split("@")[0]

    with pytest.raises(psycopg2.OperationalError, match="authentication failed"):
        psycopg2.connect(f"{credentials}@{place}")


def test_a_service_can_touch_its_own_keys_in_redis_only(stack):
    with redis.Redis.from_url(stack.redis_url("posts")) as client:
        client.set("posts:probe", "1", ex=1)

        with pytest.raises(redis.exceptions.NoPermissionError):
            client.get("notifications:probe")


def test_every_database_keeps_what_it_has_confirmed(stack):
    durable = ["fsync", "full_page_writes", "synchronous_commit"]

    for service in SERVICES:
        with psycopg2.connect(stack.database_url(service.name, as_admin=True)) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT current_setting(s) FROM unnest(%s) s", [durable])

            assert cursor.fetchall() == [("on",), ("on",), ("on",)]
