"""A process that ends with its parent."""

import os
import select
import signal
import subprocess
import sys

import pytest

from runtime import parent

PARENT = """
import os, sys
from runtime import parent
if sys.argv[1] == "thread":
    parent._ask_the_kernel = lambda: False
pid = os.getpid()
if not os.fork():
    parent.die_with(pid)
    os.write(1, b"ready")
    while True:
        os.read(0, 1)
os.wait()
"""


@pytest.mark.parametrize("means", ["kernel", "thread"])
def test_a_process_dies_at_once_when_its_parent_is_killed(means):

    command = [sys.executable, "-c", PARENT, means]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.read(5) == b"ready"

        process.kill()

        # The child holds the other end of the pipe: its end is the pipe's.
        assert select.select([process.stdout], [], [], 10)[0]
        assert process.stdout.read() == b""


def test_a_process_whose_parent_died_before_it_asked_ends_too():
    child = os.fork()
    if not child:
        parent.die_with(os.getppid() + 1)
        os._exit(0)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
