"""Ports of the loopback address."""

import socket
import subprocess
import sys

import pytest

from runtime import ports

RESERVE = """
import sys
from runtime.ports import reserve

print(reserve(int(sys.argv[1])), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def reserved_elsewhere():
    """Return a function that has another process reserve a port, and returns what it was told and the process."""
    started = []

    def reserve(port: int) -> tuple[str, subprocess.Popen[str]]:
        command = [sys.executable, "-c", RESERVE, str(port)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process.stdout.readline().strip(), process

    yield reserve
    for process in started:
        process.communicate()


def test_a_port_is_free_until_somebody_listens():
    port = ports.free_port()
    assert ports.is_free(port)

    with socket.socket() as listener:
        listener.bind((ports.LOOPBACK, port))
        listener.listen()

        assert not ports.is_free(port)
        assert not ports.reserve(port)


def test_no_port_is_chosen_twice():
    chosen = [ports.free_port() for _ in range(100)]

    assert len(set(chosen)) == 100


def test_a_port_that_was_chosen_is_kept_from_other_processes_before_anybody_listens(reserved_elsewhere):
    port = ports.free_port()

    assert reserved_elsewhere(port)[0] == "False"
    assert ports.reserve(port)


def test_a_reservation_ends_with_its_process(reserved_elsewhere):
    port = next(port for port in reversed(ports.RANGE) if ports.is_free(port))
    told, process = reserved_elsewhere(port)
    assert told == "True"
    assert not ports.reserve(port)

    process.communicate()

    assert ports.reserve(port)
