"""Puts a defect into some programs of a stack: they import a changed copy of the code."""

import py_compile
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from runtime.waiting import becomes_true
from stack.handle import Handle
from stack.layout import CHECKOUT
from tests.faults.defects.defect import Defect

SOURCES = ("libs/*/src", "services/*/src")
SIGN = "\n__import__('pathlib').Path(__import__('os').environ['PLANTED'] + '.{number}').touch()\n"
"""The last line of every changed file; it records that a program has imported the file."""
SIGN_SECONDS = 30


class NotPlanted(RuntimeError):
    """A program runs without the defect that it should have."""


@dataclass(frozen=True)
class Planting:
    """A defect in the programs of a running stack."""

    stack: Handle
    defect: Defect
    folder: Path

    def restart(self, program: str, variables: Mapping[str, str] | None = None) -> None:
        """Start one of the programs again with the defect, and with variables that hold until its next restart."""
        start_with(self.stack, program, self.environment(program) | (variables or {}))

    def environment(self, program: str) -> dict[str, str]:
        """Return the variables that make a program import the copy."""
        folders = [str(self.folder / source.relative_to(CHECKOUT)) for source in sources()]
        return {"PYTHONPATH": ":".join(folders), "PLANTED": str(self.folder / program)}

    def copy(self) -> None:
        """Copy all code and put the defect into the copy. Raises TextNotFound when the defect does not fit the code."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for source in sources():
            shutil.copytree(source, self.folder / source.relative_to(CHECKOUT))
        self.folder.chmod(0o777)  # the programs write their records here, each as its own user
        for edit in self.defect.edits:
            file = self.folder / edit.file
            file.write_text(edit.applied_to(file.read_text()))
        for number, name in enumerate(sorted({edit.file for edit in self.defect.edits})):
            with (self.folder / name).open("a") as file:
                file.write(SIGN.format(number=number))
            py_compile.compile(str(self.folder / name), doraise=True)

    def check(self) -> None:
        """Wait until every program has imported a changed file, and every changed file is imported.

        Raises NotPlanted.
        """
        if not becomes_true(lambda: not self.missing(), seconds=SIGN_SECONDS):
            raise NotPlanted(f"{self.defect.name}: {', '.join(self.missing())} never came to be")

    def missing(self) -> list[str]:
        """Return the programs without the defect, and the files that no program imported."""
        signs = [sign.name.rsplit(".", 1) for sign in self.folder.glob("*.[0-9]")]
        programs, numbers = {program for program, _ in signs}, {number for _, number in signs}
        files = sorted({edit.file for edit in self.defect.edits})
        unread = [name for number, name in enumerate(files) if str(number) not in numbers]
        return [*(program for program in self.defect.programs if program not in programs), *unread]


@contextmanager
def planted(stack: Handle, defect: Defect, folder: Path) -> Iterator[Planting]:
    """Run the programs of a defect with it while the block runs. Raises NotPlanted, TextNotFound, StackError."""
    planting = Planting(stack, defect, folder)
    planting.copy()
    try:
        for program in defect.programs:
            planting.restart(program)
        for program in defect.programs:
            stack.wait_until_ready(program)
        planting.check()
        yield planting
    finally:
        remove_defect(stack, defect)


def remove_defect(stack: Handle, defect: Defect) -> None:
    """Run the programs without the defect, and purge the messages that it has left on the bus."""
    for program in defect.programs:
        start_with(stack, program, {})
    for program in defect.programs:
        stack.wait_until_ready(program)
    for queue in stack.rabbitmqctl("list_queues", "-p", "kith", "name", "--no-table-headers").split():
        if queue.endswith((".dead", ".1s", ".10s", ".60s")):
            stack.rabbitmqctl("purge_queue", "-p", "kith", queue)


def start_with(stack: Handle, program: str, variables: Mapping[str, str]) -> None:
    """Stop a program and start it with these variables beside its own."""
    stack.set_environment(program, variables)
    stack.stop(program)
    stack.start(program)


def sources() -> list[Path]:
    """Return the folders with the code of all services."""
    return [folder for pattern in SOURCES for folder in sorted(CHECKOUT.glob(pattern))]
