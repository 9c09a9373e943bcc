"""The result of a part of the checks."""

import signal
import sys

import pytest

from stack.checks.part import Part, run_part
from stack.checks.report import summarise

PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]


def suite(folder, text: str) -> Part:
    (folder / "test_something.py").write_text(text)
    return Part("a suite", PYTEST, folder, is_pytest=True)


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


def test_the_last_line_sums_up(tmp_path, capsys):
    green = run_part(suite(tmp_path, "def test_one(): pass\n"))
    red = run_part(Part("a tool", [sys.executable, "-c", "raise SystemExit('Error: no')"]))

    exit_code = summarise([green, red], seconds=1)

    assert exit_code == 1
    assert capsys.readouterr().out.strip().splitlines()[-1] == "1 passed, 1 failed"
