"""The supervisor: its configuration, its start, and control over its programs."""

import http.client
import os
import subprocess
import sys
import xmlrpc.client
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from stack.credentials import secret
from stack.identity import is_root, launcher, write_file
from stack.layout import Layout
from stack.program import Program, write_start_script

GROUPS = ("mapper", "servers", "services", "gateway")
"""In the order of starting; the supervisor stops them in the reverse order, each whole group at once."""

HEAD = """\
[supervisord]
nodaemon=true
logfile={logs}/supervisor.log
logfile_maxbytes=5MB
logfile_backups=1
pidfile={volatile}/supervisor.pid
minfds=1024
{user}

[unix_http_server]
file={socket}
chmod=0600
username=kith
password={password}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""

PROGRAM = """\
[program:{name}]
command=/bin/sh {script}
autostart=false
autorestart=true
startsecs=1
startretries=1000000
stopsignal={signal}
stopwaitsecs={seconds}
killasgroup=true
redirect_stderr=true
stdout_logfile={logs}/{name}.log
stdout_logfile_maxbytes=20MB
stdout_logfile_backups=2
"""
# With a million retries starting a program is never given up; the supervisor waits one second longer before each.

GROUP = "[group:{name}]\nprograms={programs}\npriority={priority}\n"


def write_configuration(layout: Layout, programs: list[Program]) -> None:
    """Write the supervisor's configuration and every program's start script."""
    user = "user=root" if is_root() else ""
    password = secret(layout, "supervisor")
    folders = {"logs": layout.logs, "volatile": layout.volatile_dir, "socket": layout.supervisor_socket}
    parts = [HEAD.format(user=user, password=password, **folders)]
    for priority, group in enumerate(GROUPS):
        members = ",".join(program.name for program in programs if program.group == group)
        parts.append(GROUP.format(name=group, programs=members, priority=priority))
    parts += [_section(layout, program) for program in programs]
    write_file(layout.supervisor_config, "\n".join(parts))


def _section(layout: Layout, program: Program) -> str:
    script = write_start_script(layout, program)
    stop = {"signal": program.stop_signal, "seconds": program.stop_seconds}
    return PROGRAM.format(name=program.name, script=script, logs=layout.logs, **stop)


def start_supervisor(layout: Layout) -> subprocess.Popen[bytes]:
    """Start the supervisor in a session of its own, so that the terminal's Ctrl-C only reaches this process.

    It stops everything when this process dies, however that happens.
    """
    command = [*launcher(None), sys.executable, "-m", "supervisor.supervisord", "-c", str(layout.supervisor_config)]
    output = (layout.logs / "supervisor.out").open("wb")
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)  # noqa: S603


@dataclass(frozen=True)
class ProgramState:
    """The state of a program."""

    name: str
    group: str
    state: str
    pid: int
    started_at: int
    """Seconds since 1970; of the last start."""


class Supervisor:
    """Control over the programs of a running stack."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def _call(self, method: str, *arguments: Any) -> Any:
        url = f"unix://{self._layout.supervisor_socket}"
        transport = SupervisorTransport("kith", secret(self._layout, "supervisor"), url)
        with xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport) as proxy:
            return getattr(proxy.supervisor, method)(*arguments)

    def is_up(self) -> bool:
        """Return whether the supervisor answers."""
        try:
            return bool(self._call("getState")["statename"] == "RUNNING")
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            return False

    def states(self) -> dict[str, ProgramState]:
        """Return the state of every program, by name."""
        rows = self._call("getAllProcessInfo")
        return {r["name"]: ProgramState(r["name"], r["group"], r["statename"], r["pid"], r["start"]) for r in rows}

    def start(self, program: str) -> None:
        """Start a program, without waiting until it is ready. One that runs already is not changed."""
        try:
            self._call("startProcess", self._full_name(program), False)
        except xmlrpc.client.Fault as fault:
            if "ALREADY_STARTED" not in fault.faultString:
                raise

    def start_group(self, group: str) -> None:
        """Start all programs of a group, without waiting until they are ready."""
        self._call("startProcessGroup", group, False)

    def stop(self, program: str) -> None:
        """Stop a program and wait until it has ended. It stays stopped. One that does not run is not changed."""
        try:
            self._call("stopProcess", self._full_name(program), True)
        except xmlrpc.client.Fault as fault:
            if "NOT_RUNNING" not in fault.faultString:
                raise

    def signal(self, program: str, name: str) -> None:
        """Send a signal, such as ``HUP``, to a program's main process."""
        self._call("signalProcess", self._full_name(program), name)

    def pid(self, program: str) -> int:
        """Return the process id of a program; 0 when it does not run."""
        return self.states()[program].pid

    def exit_status(self, program: str) -> int:
        """Return the exit code of a program that was stopped; -1 when a signal ended it."""
        return int(self._call("getProcessInfo", self._full_name(program))["exitstatus"])

    def _full_name(self, program: str) -> str:
        return f"{self.states()[program].group}:{program}"


def children(pid: int) -> set[int]:
    """Return the processes that a process has started and that have not ended; none when it has ended itself."""
    try:
        return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    except FileNotFoundError:
        return set()


def is_alive(pid: int) -> bool:
    """Return whether a process exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
