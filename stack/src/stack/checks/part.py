"""One part of the checks: a command and its result."""

import os
import re
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from stack.identity import launcher
from stack.layout import CHECKOUT

REASONS = re.compile(r"^(FAILED|ERROR) |^E  |error:|BROKEN|Error: |Would reformat|✗")
"""Lines of a tool's output that describe a fault."""
CLEAN_UP_SECONDS = 60
NICE = 5
YIELDING = ["nice", "-n", str(NICE)]
"""Begins a command that gets a quarter of a processor while others want it, and what they leave, like all it starts."""
ENVIRONMENT = {"NO_COLOR": "1", "COLUMNS": "150", "PYTHONDONTWRITEBYTECODE": ""}
"""What tools compile is kept, wherever it is not wanted else: some thirty parts import the same ones."""
INTERRUPTIBLE = ["env", "--default-signal=INT"]
"""Begins a command that SIGINT ends also when this process ignores it, as what a shell runs in the background does."""


@dataclass(frozen=True)
class Part:
    """A command that must succeed."""

    name: str
    command: list[str]
    folder: Path = CHECKOUT
    environment: dict[str, str] = field(default_factory=dict)
    is_pytest: bool = False
    """Its tests are counted, and running none of them is a failure."""
    seconds: int = 450
    """When it is ended, in seconds: a guard against a hang, some three times what it takes on two idle cores."""
    yields: bool = False
    """It leaves most of the processors to the parts that want them."""


@dataclass(frozen=True)
class Result:
    """The result of a part."""

    part: Part
    seconds: float
    output: str
    exit_code: int
    passed: int = 0
    failed: int = 0

    @property
    def is_green(self) -> bool:
        """Return whether the part passed."""
        return self.exit_code == 0 and self.failed == 0 and (self.passed > 0 or not self.part.is_pytest)

    @property
    def reasons(self) -> list[str]:
        """Return the lines of the output that describe a fault, else the last lines."""
        if self.exit_code == 0:
            return ["no test was run"]
        lines = [line for line in self.output.splitlines() if line.strip()]
        return [line for line in lines if REASONS.search(line)][-12:] or lines[-12:]


def run_part(part: Part) -> Result:
    """Run a part until it ends; it is killed when this process dies."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        output, exit_code = _run(
            part, ["--junitxml", str(report), "-o", "junit_family=xunit1"] if part.is_pytest else []
        )
        passed, failed = _counts(report)
    return Result(part, time.monotonic() - started, output, exit_code, passed, failed)


def _run(part: Part, options: list[str]) -> tuple[str, int]:
    """Run the command; return its output and exit code.

    A command that takes too long is interrupted, so that it can clean up.
    """
    before = [*launcher(None, death_signal="INT"), *INTERRUPTIBLE, *(YIELDING if part.yields else [])]
    process = subprocess.Popen(  # noqa: S603
        [*before, *part.command, *options],
        cwd=part.folder,
        env=os.environ | ENVIRONMENT | part.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        return process.communicate(timeout=part.seconds)[0], process.returncode
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
    try:
        output = process.communicate(timeout=CLEAN_UP_SECONDS)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        output = process.communicate()[0]
    return f"{output}\nError: not done after {part.seconds} s.", 124


def _counts(report: Path) -> tuple[int, int]:
    """Return how many tests passed and failed, from pytest's own report."""
    if not report.exists():
        return 0, 0
    passed = failed = 0
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):  # noqa: S314 - we have just written it
        tests, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
        red = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        passed, failed = passed + tests - skipped - red, failed + red
    return passed, failed
