"""A stored run is checked again without a stack, with the same result."""

import json
import subprocess
import sys
from pathlib import Path

from stack.layout import CHECKOUT
from tests.faults.check import judge, result_of
from tests.faults.example_run import HistoryBuilder, correct_dump, correct_history
from tests.faults.history import History


def store(story: HistoryBuilder, folder: Path) -> None:
    history = History(folder / "history.jsonl")
    for record in story.records:
        ended = record.ended
        history.add(record)
        record.ended = ended
    history.close()
    (folder / "dump.json").write_text(json.dumps(correct_dump()))


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.faults.check", str(folder)]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)


def test_a_stored_run_has_the_verdict_that_it_had(tmp_path: Path):
    story = correct_history()
    story.add("ann", "something").statuses = [502]
    store(story, tmp_path)

    assert judge(tmp_path) == result_of(story.records, correct_dump())


def test_the_command_prints_the_verdict_and_succeeds_when_it_is_clean(tmp_path: Path):
    store(correct_history(), tmp_path)

    done = check(tmp_path)

    assert done.returncode == 0
    assert done.stdout.startswith("attempts 14 ok 14 ")


def test_the_command_prints_what_it_found_and_fails(tmp_path: Path):
    story = correct_history()
    story.add("ann", "something").statuses = [502]
    store(story, tmp_path)

    done = check(tmp_path)

    assert done.returncode == 1
    assert "broken" in done.stdout.splitlines()[0]
