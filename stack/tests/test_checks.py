"""Which tests the checks run, and the result of a part of them."""

import os
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from stack.checks.__main__ import STAGES
from stack.checks.part import NICE, Part, run_part
from stack.checks.parts import PYTEST
from stack.checks.report import summarise
from stack.layout import CHECKOUT


def collects(part: Part, file: Path) -> bool:
    """Return whether the command of a part names a file, one of its folders, or no path at all."""
    options = part.command[part.command.index("pytest") :]
    left_out = [part.folder / path for option, path in pairwise(options) if option == "--ignore"]
    named = [part.folder / each for each in options[1:] if "/" in each]
    wanted = [path for path in named if path not in left_out] or [part.folder]
    return any(map(file.is_relative_to, wanted)) and not any(map(file.is_relative_to, left_out))


def test_make_test_runs_every_file_of_tests_once():
    listed = subprocess.run(["git", "ls-files", "*test_*.py"], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    files = [CHECKOUT / line for line in listed.stdout.split() if Path(line).name.startswith("test_")]
    parts = [part for stage in STAGES["test"] for parts, _ in stage for part in parts() if part.is_pytest]

    runs = {file: [part.name for part in parts if collects(part, file)] for file in files if file.exists()}

    assert len(runs) > 200
    assert {file: names for file, names in runs.items() if len(names) != 1} == {}


def suite(folder, text: str) -> Part:
    (folder / "test_something.py").write_text(text)
    return Part("a suite", [sys.executable, *PYTEST], folder, is_pytest=True)


def test_a_suite_passes_when_all_its_tests_passed(tmp_path):
    result = run_part(suite(tmp_path, "def test_one(): pass\ndef test_two(): pass\n"))

    assert (result.is_green, result.passed, result.failed) == (True, 2, 0)


def test_a_failed_test_is_counted_and_its_reason_shown(tmp_path):
    result = run_part(suite(tmp_path, "def test_one(): assert 1 == 2\ndef test_two(): pass\n"))

    assert (result.is_green, result.passed, result.failed) == (False, 1, 1)
    assert any("test_one" in reason for reason in result.reasons)


@pytest.mark.parametrize("text", ["", "import pytest\n@pytest.mark.skip\ndef test_one(): pass\n"])
def test_a_suite_that_ran_no_test_fails(tmp_path, text):
    assert not run_part(suite(tmp_path, text)).is_green


SLOW = """
import threading
try:
    threading.Event().wait()
except KeyboardInterrupt:
    print("cleaned up")
"""


@pytest.mark.parametrize("handler", [signal.default_int_handler, signal.SIG_IGN], ids=["", "in the background"])
def test_a_part_that_takes_too_long_is_interrupted_and_fails(tmp_path, handler):
    part = Part("a slow one", [sys.executable, "-c", SLOW], tmp_path, seconds=1)
    before = signal.signal(signal.SIGINT, handler)
    try:
        result = run_part(part)
    finally:
        signal.signal(signal.SIGINT, before)

    assert not result.is_green
    assert result.output.splitlines() == ["cleaned up", "", "Error: not done after 1 s."]
    assert result.reasons[-1] == "Error: not done after 1 s."


@pytest.mark.parametrize(("yields", "more"), [(True, NICE), (False, 0)])
def test_a_part_that_yields_has_a_lower_priority_with_all_that_it_starts(tmp_path, yields, more):
    shown = "import os, subprocess, sys\nprint(os.nice(0), flush=True)\n"
    child = "subprocess.run([sys.executable, '-c', 'import os; print(os.nice(0))'])"

    result = run_part(Part("a part", [sys.executable, "-c", shown + child], tmp_path, yields=yields))

    assert result.output.split() == [str(min(os.nice(0) + more, 19))] * 2


def test_the_last_line_sums_up(tmp_path, capsys):
    green = run_part(suite(tmp_path, "def test_one(): pass\n"))
    red = run_part(Part("a tool", [sys.executable, "-c", "raise SystemExit('Error: no')"]))

    exit_code = summarise([green, red], seconds=1)

    assert exit_code == 1
    assert capsys.readouterr().out.strip().splitlines()[-1] == "1 passed, 1 failed"
