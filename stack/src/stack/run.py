"""`make run`: the whole stack in the foreground until Ctrl-C."""

import os
import select
import signal
import subprocess
import sys
import time
from types import FrameType

from stack import lifecycle
from stack.console import console, step
from stack.errors import StackError
from stack.layout import Layout
from stack.state import State, hold, write_state


class StopAsked(Exception):
    """The stack is to end: Ctrl-C, TERM, or a closed terminal."""


def run(layout: Layout) -> None:
    """Start everything, print the URL, and stop everything at the end."""
    started = time.monotonic()
    _listen_for_stop()
    with hold(layout):
        try:
            running = None
            addresses = lifecycle.prepare(layout)
            running = lifecycle.launch(addresses)
            lifecycle.start(running)
            write_state(layout, State(os.getpid(), addresses.public_url))
            _greet(addresses.public_url, time.monotonic() - started)
            status = _wait_for_the_end(running.supervisor)
            raise StackError(f"The supervisor ended with {status}; see {layout.logs / 'supervisor.log'}")
        except StopAsked:
            console.print()
        finally:
            _ignore_stop()
            if running:
                with step("everything is stopped, the data is kept"):
                    lifecycle.stop(running)


def _wait_for_the_end(supervisor: subprocess.Popen[bytes]) -> int:
    """Return the supervisor's exit code after it has ended by itself, which is a fault.

    Raises StopAsked when the terminal is closed: if `make` leads the session, the kernel signals only `make`.
    """
    terminal = select.poll()
    if sys.stdout.isatty():
        terminal.register(sys.stdout, 0)
    while supervisor.poll() is None:
        if terminal.poll(1000):
            _write_nowhere()
            raise StopAsked
    return supervisor.returncode


def _greet(url: str, seconds: float) -> None:
    console.print(f"\n  Kith answers at [bold]{url}[/]  [dim]({seconds:.0f} s; Ctrl-C stops it)[/]\n")


def _listen_for_stop() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ask_to_stop)


def _ask_to_stop(number: int, frame: FrameType | None) -> None:
    if number == signal.SIGHUP:  # the terminal is closed: writing to it would fail
        _write_nowhere()
    _ignore_stop()
    raise StopAsked


def _ignore_stop() -> None:
    """A second Ctrl-C must not interrupt stopping."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _write_nowhere() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
