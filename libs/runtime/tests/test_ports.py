"""Ports of the loopback address."""

import socket
import subprocess
import sys

from runtime import ports

CHOOSE = """
import sys
from runtime.ports import free_port, reserve

print(reserve(int(sys.argv[1])), free_port(), flush=True)
sys.stdin.read()
"""


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


def test_a_port_belongs_to_the_process_that_chose_it_until_it_ends():
    ours = ports.free_port()
    command = [sys.executable, "-c", CHOOSE, str(ours)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        could_have_ours, theirs = other.stdout.readline().split()
        could_have_theirs = ports.reserve(int(theirs))
        other.stdin.close()

    assert (could_have_ours, could_have_theirs) == ("False", False)
    assert ports.reserve(ours)
    assert ports.reserve(int(theirs))
