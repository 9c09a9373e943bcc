"""Who the processes of a running stack are, and what they can read of each other."""

import os
import pwd
import subprocess

import pytest

from manifest import ISSUER, SERVICES
from stack.agent import AGENT_USER
from stack.identity import is_root
from stack.python import python
from tests.security.processes import Processes

USERS = {program: service.user for service in SERVICES for program in service.programs}
USERS |= {"gateway-agent": AGENT_USER}
READ = "import sys; sys.stdout.buffer.write(open(sys.argv[1], 'rb').read())"


@pytest.mark.parametrize("program", USERS)
def test_a_program_of_ours_runs_as_its_own_user_when_root_starts_it(stack, program):
    expected = pwd.getpwnam(USERS[program]).pw_uid if is_root() else os.getuid()

    pids = Processes(stack).family(program)

    assert {os.stat(f"/proc/{pid}").st_uid for pid in pids} == {expected}
    assert all(identities(pid) == {expected} for pid in pids)


def identities(pid: int) -> set[int]:
    """The real, effective, saved and file system user of a process."""
    with open(f"/proc/{pid}/status") as file:
        return set(map(int, next(line for line in file if line.startswith("Uid:")).split()[1:]))


@pytest.mark.parametrize("user", sorted({AGENT_USER} | {s.user for s in SERVICES if s is not ISSUER}))
def test_k10_no_other_service_reads_what_the_auth_service_knows(stack, user):
    files = [f"/proc/{stack.pid('auth-web')}/environ", *map(str, stack.layout.secrets.iterdir())]
    files += [str(stack.layout.programs / "auth-web.sh"), str(stack.layout.supervisor_config)]

    for file in files:
        done = subprocess.run(python(user, "-c", READ, file), capture_output=True, text=True)

        assert (done.stdout, "PermissionError" in done.stderr) == ("", True), file


def test_a_management_command_runs_as_the_user_of_its_service(stack):
    expected = "kith-posts" if is_root() else pwd.getpwuid(os.getuid()).pw_name

    said = stack.manage("posts", "shell", "-v", "0", "-c", "import os, pwd; print(pwd.getpwuid(os.getuid()).pw_name)")

    assert said.splitlines()[-1] == expected
