"""A running stack as tests see it: its addresses, its programs, and ways to stop and change them."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from manifest import service_named
from runtime.waiting import wait_until
from stack import commands, health
from stack.addresses import Addresses
from stack.errors import StackError
from stack.identity import launcher, write_file
from stack.layout import CHECKOUT, Layout
from stack.ports import read_ports
from stack.program import extra_environment_file
from stack.servers import rabbitmq
from stack.state import read_state
from stack.supervision import Supervisor


class Handle:
    """One stack that runs. Programs are named as `make status` prints them: ``posts-web``, ``rabbitmq``."""

    def __init__(self, layout: Layout) -> None:
        """Raise StackError when no healthy stack runs in this layout."""
        state = read_state(layout)
        if not state:
            raise StackError(f"No healthy stack runs in {layout.run_dir}.")
        self.layout = layout
        self.url = state.url
        self.addresses = Addresses(layout, read_ports(layout))
        self.supervisor = Supervisor(layout)

    def database_url(self, service: str, *, as_admin: bool = False) -> str:
        """Return the URL of a service's database, for its own role or for the superuser."""
        found = service_named(service)
        if as_admin:
            return self.addresses.admin_database_url(found, found.package)
        return self.addresses.database_url(found)

    def redis_url(self, user: str = "admin") -> str:
        """Return the URL of Redis for a service's package, or for the user with all rights."""
        return self.addresses.redis_url(user)

    def broker_url(self, user: str) -> str:
        """Return the URL of the broker for a service's package or ``gateway``."""
        return self.addresses.broker_url(user)

    def internal_url(self, program: str) -> str:
        """Return the base URL of a program behind the gateway, such as ``posts-worker``."""
        return self.addresses.internal_url(program)

    def rabbitmqctl(self, *arguments: str) -> str:
        """Run rabbitmqctl against this stack's node and return what it prints. Raises CalledProcessError."""
        return rabbitmq.control(self.layout, self.addresses.ports, *arguments)

    def manage(
        self, service: str, *arguments: str, variables: Mapping[str, str] | None = None, typed: str | None = None
    ) -> str:
        """Run a management command of a service and return what it prints. Raises CalledProcessError.

        ``variables`` are those that an operator might have set, such as KEY_OVERLAP_SECONDS; ``typed`` is its input.
        """
        command = [sys.executable, "-m", "stack", "manage", service, *arguments]
        environment = {**os.environ, "KITH_RUN_DIR": str(self.layout.run_dir), **(variables or {})}
        done = subprocess.run(command, env=environment, input=typed, check=True, capture_output=True, text=True)  # noqa: S603
        return done.stdout

    def pid(self, program: str) -> int:
        """Return the id of a program's main process; 0 when it does not run."""
        return self.supervisor.pid(program)

    def signal(self, program: str, name: str) -> None:
        """Send a signal such as ``KILL``, ``STOP``, ``CONT`` to the main process of a program."""
        self.supervisor.signal(program, name)

    def stop(self, program: str) -> None:
        """Stop a program; it stays stopped until `start`."""
        self.supervisor.stop(program)

    def exit_status(self, program: str) -> int:
        """Return the exit code of a program that was stopped; -1 when a signal ended it."""
        return self.supervisor.exit_status(program)

    def start(self, program: str) -> None:
        """Start a program that was stopped."""
        self.supervisor.start(program)

    def restart(self, program: str) -> None:
        """Restart a program as `python -m stack restart` does, and wait until it is healthy."""
        commands.restart_program(self.supervisor, program)
        self.wait_until_ready(program)

    def set_environment(self, program: str, variables: Mapping[str, str]) -> None:
        """Add variables to a program's environment from its next start on; an empty mapping removes them.

        They are also removed when the whole stack starts again.
        """
        file = extra_environment_file(self.layout, program)
        lines = [f"export {name}={shlex.quote(value)}\n" for name, value in variables.items()]
        write_file(file, "".join(lines))

    def wait_until_ready(self, program: str, *, seconds: float = 60) -> None:
        """Wait until a program is ready. Raises StackError when it does not in time."""
        wait_until(lambda: self.is_ready(program), what=f"a healthy {program}", seconds=seconds)

    def is_ready(self, program: str) -> bool:
        """Return whether a program is ready."""
        return health.is_ready(self.addresses, program)


@contextmanager
def running_stack(layout: Layout, variables: Mapping[str, str]) -> Iterator[Handle]:
    """Start a stack with these environment variables, and stop it at the end. Raises StackError when it does not start.

    It stops by itself when this process dies.
    """
    layout.run_dir.mkdir(parents=True, exist_ok=True)
    output = layout.run_dir / "run.out"
    environment = {**os.environ, "KITH_RUN_DIR": str(layout.run_dir), **variables}
    command = [*launcher(None), sys.executable, "-m", "stack", "run"]
    with output.open("wb") as file:
        runner = subprocess.Popen(command, env=environment, cwd=CHECKOUT, stdout=file, stderr=file)  # noqa: S603
    try:
        wait_until(lambda: _is_healthy(layout, runner), what="a healthy stack", seconds=240)
        if runner.poll() is not None:
            raise StackError(f"The stack did not start:\n{output.read_text()}")
        yield Handle(layout)
    finally:
        runner.terminate()
        runner.wait(timeout=90)


def _is_healthy(layout: Layout, runner: subprocess.Popen[bytes]) -> bool:
    return runner.poll() is not None or read_state(layout) is not None
