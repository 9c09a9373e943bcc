"""The commands for a stack, except running it."""

import os
import shutil
import signal
import sys
import time
from pathlib import Path

from rich.table import Table

from manifest import SERVICES, service_named
from runtime.waiting import wait_until
from stack import databases
from stack.addresses import Addresses
from stack.console import console, step
from stack.environment import service_environment
from stack.errors import StackError
from stack.health import is_ready
from stack.layout import CHECKOUT, Layout
from stack.ports import read_ports
from stack.program import export_lines
from stack.python import python
from stack.state import read_state, runner_pid
from stack.supervision import Supervisor, children, is_alive

OWN = ("logs", "mail", "programs", "secrets", "postgres", "rabbitmq", "redis", "gateway", "code")
RELOADS = {service.program(each.kind): each.reload for service in SERVICES for each in service.processes}
"""The signal on which a program replaces its workers, or None."""


def stop(layout: Layout) -> None:
    """End a running stack and wait for its end; does nothing when none runs."""
    pid = runner_pid(layout)
    if not pid:
        console.print("  Kith does not run.")
        return
    with step("everything is stopped, the data is kept"):
        os.kill(pid, signal.SIGTERM)
        wait_until(lambda: not is_alive(pid) or not runner_pid(layout), what="the end of the stack", seconds=90)


def reset(layout: Layout, *, is_forced: bool = False) -> None:
    """Delete the data, secrets, ports and logs of a stack, after asking.

    Raises StackError while it runs, and without a yes.
    """
    if runner_pid(layout):
        raise StackError("Kith runs. End it first: make stop")
    if not is_forced:
        _confirm(f"Delete all data of Kith in {layout.run_dir}?")
    for name in OWN:
        shutil.rmtree(layout.run_dir / name, ignore_errors=True)
    for file in (layout.ports_file, layout.supervisor_config, layout.lock_file, layout.state_file):
        file.unlink(missing_ok=True)
    shutil.rmtree(layout.volatile_dir, ignore_errors=True)
    console.print(f"  {layout.run_dir} is empty: the next start begins from nothing.")


def _confirm(question: str) -> None:
    """Return when the user types yes. Raises StackError for anything else, and without a terminal."""
    if not sys.stdin.isatty():
        raise StackError(f"{question} Nobody can be asked here. To delete it: FORCE=1 make reset")
    try:
        answer = input(f"  {question} Type yes: ")
    except EOFError:
        answer = ""
    if answer.strip() != "yes":
        raise StackError("Nothing was deleted.")


def status(layout: Layout) -> int:
    """Print the programs; return 0 when the stack is healthy, else 3."""
    state = read_state(layout)
    if not runner_pid(layout) or not Supervisor(layout).is_up():
        console.print("  Kith does not run.")
        return 3
    console.print(f"  Kith answers at [bold]{state.url}[/]" if state else "  Kith is starting.")
    console.print(_table(layout))
    return 0 if state else 3


def _table(layout: Layout) -> Table:
    addresses = Addresses(layout, read_ports(layout))
    table = Table("program", "state", "pid", "port", "up", box=None, pad_edge=True)
    for name, program in Supervisor(layout).states().items():
        port = addresses.ports["public" if name == "nginx" else name]
        state = "ready" if program.pid and is_ready(addresses, name) else program.state.lower()
        up = f"{max(0, int(time.time()) - program.started_at)} s" if program.pid else ""
        table.add_row(name, state, str(program.pid or ""), str(port), up)
    return table


def restart(layout: Layout, name: str) -> None:
    """Restart a program, or all programs of a service, without failing a request."""
    supervisor = _supervisor(layout)
    programs = [name] if name in supervisor.states() else service_named(name).programs
    for program in programs:
        with step(f"{program} is restarted"):
            restart_program(supervisor, program)
            addresses = Addresses(layout, read_ports(layout))
            wait_until(lambda: is_ready(addresses, program), what=f"a healthy {program}", seconds=60)  # noqa: B023


def restart_program(supervisor: Supervisor, program: str) -> None:
    """Replace the workers of a program by a signal, if it supports that; other programs are stopped and started.

    Returns when the old workers of a service's program have ended.
    """
    if program == "nginx":
        supervisor.signal(program, "HUP")
    elif name := RELOADS.get(program):
        pid = supervisor.pid(program)
        old = children(pid)
        supervisor.signal(program, name)
        wait_until(lambda: not old & children(pid), what=f"new workers of {program}", seconds=60)
    else:
        supervisor.stop(program)
        supervisor.start(program)


def environment(layout: Layout, name: str) -> None:
    """Print a service's environment as shell lines: eval "$(python -m stack env posts)"."""
    addresses = Addresses(layout, _known_ports(layout))
    print("\n".join(export_lines(service_environment(addresses, service_named(name)))))


def manage(layout: Layout, name: str, arguments: list[str]) -> None:
    """Replace this process by a management command of a service: python -m stack manage posts rebuild --all."""
    service, addresses = service_named(name), Addresses(layout, _known_ports(layout))
    if not databases.is_ready(addresses, service):
        raise StackError("Kith does not run. Start it first: make run")
    command = python(service.user, "-m", "django", *arguments)
    os.chdir(CHECKOUT)
    os.execve(command[0], command, os.environ | service_environment(addresses, service))  # noqa: S606


def logs(layout: Layout, programs: list[str], *, follow: bool) -> None:
    """Print the end of the logs of some programs, or of all, and follow them."""
    files = [file for program in programs for file in _logs_of(layout, program)] or sorted(layout.logs.glob("*.log"))
    missing = [file.stem for file in files if not file.exists()]
    if missing or not files:
        raise StackError(f"There is no log of {', '.join(missing) or 'anything yet'}.")
    os.execvp("tail", ["tail", "-n", "20", *(["-F"] if follow else []), *map(str, files)])  # noqa: S606, S607


def _logs_of(layout: Layout, program: str) -> list[Path]:
    """Return the files that a program writes to: nginx has a log of requests and one of its own errors."""
    names = ("nginx", "access") if program == "nginx" else (program,)
    return [layout.logs / f"{name}.log" for name in names]


def _supervisor(layout: Layout) -> Supervisor:
    supervisor = Supervisor(layout)
    if not runner_pid(layout) or not supervisor.is_up():
        raise StackError("Kith does not run. Start it first: make run")
    return supervisor


def _known_ports(layout: Layout) -> dict[str, int]:
    ports = read_ports(layout)
    if not ports:
        raise StackError("Kith has never run here. Start it first: make run")
    return ports
