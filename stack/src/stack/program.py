"""A program that the supervisor keeps running."""

import shlex
from dataclasses import dataclass, field
from pathlib import Path

from stack.identity import launcher, make_folder, write_file
from stack.layout import CHECKOUT, Layout


@dataclass(frozen=True)
class Program:
    """A command, its user and environment, and how to stop it."""

    name: str
    group: str
    """Groups start in the order servers, services, gateway and stop in the reverse order."""
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    user: str | None = None
    """The system user when the stack is started by root."""
    stop_signal: str = "TERM"
    stop_seconds: int = 15
    wait_for: str = ""
    """A shell command that is repeated until it succeeds, before the program starts."""
    folder: Path = CHECKOUT


def write_start_script(layout: Layout, program: Program) -> Path:
    """Write the start script of the program, and return its path.

    It reads ``<name>.env`` in its folder, if there is one: tests set a variable there and restart the program.
    """
    make_folder(layout.programs)
    script = layout.programs / f"{program.name}.sh"
    words = launcher(program.user, death_signal=program.stop_signal) + program.command
    lines = ["#!/bin/sh", "# Written at each start of the stack.", f"cd {shlex.quote(str(program.folder))} || exit 1"]
    lines += export_lines(program.environment | {"KITH_STACK": str(layout.run_dir)})
    lines += [
        f"extra={shlex.quote(str(extra_environment_file(layout, program.name)))}",
        '[ ! -r "$extra" ] || . "$extra"',
    ]
    if program.wait_for:
        lines.append(f"until {program.wait_for}; do sleep 0.1; done")
    lines.append(f"exec {shlex.join(words)}")
    return write_file(script, "\n".join(lines) + "\n", mode=0o700)


def export_lines(environment: dict[str, str]) -> list[str]:
    """Return the environment as lines of a shell script."""
    return [f"export {name}={shlex.quote(value)}" for name, value in sorted(environment.items())]


def extra_environment_file(layout: Layout, program: str) -> Path:
    """Return the file with variables of one program, which is deleted when the stack starts again."""
    return layout.programs / f"{program}.env"
