"""What the example of a consumer says where it cannot read: one line, with what to do."""

import os
import runpy
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[3] / "examples" / "bus_consumer.py"
SNAPSHOT = EXAMPLE.with_name("bus_snapshot.py")
TABLES = runpy.run_path(str(EXAMPLE))["TABLES"]
NOWHERE = "amqp://consumer.shop:secret@127.0.0.1:9/kith"


def started(*words, url):
    environment = {name: value for name, value in os.environ.items() if name != "KITH_LOG_URL"}
    command = [sys.executable, str(EXAMPLE), *words]
    return subprocess.Popen(command, env=environment | url, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_missing_url_ends_it(tmp_path):
    with started(str(tmp_path / "copy.sqlite"), url={}) as process:
        said = process.communicate(timeout=30)[1]

    assert process.returncode == 1
    assert said == "KITH_LOG_URL is missing: `make consumer NAME=shop` prints it.\n"


@pytest.mark.parametrize("words", [[], ["copy.sqlite", "yesterday"]])
def test_without_a_file_or_with_a_wrong_time_it_says_how_it_is_used(words):
    with started(*words, url={"KITH_LOG_URL": NOWHERE}) as process:
        said = process.communicate(timeout=30)[1]

    assert process.returncode == 1
    assert said.startswith("Copies the log")
    assert "Usage: KITH_LOG_URL=" in said


def test_a_snapshot_is_not_made_into_a_file_that_follows_the_log(tmp_path):
    file = tmp_path / "copy.sqlite"
    with closing(sqlite3.connect(file)) as copy, copy:
        copy.executescript(TABLES)
        copy.execute("INSERT INTO position VALUES (1, 7)")

    process = subprocess.run([sys.executable, SNAPSHOT, file], capture_output=True, text=True, timeout=30)

    assert process.returncode == 1
    assert (
        process.stderr
        == f"{file} follows the log already: begin a new file, since this one would go on where it was.\n"
    )


def test_a_broker_that_does_not_answer_is_tried_again(tmp_path):
    with started(str(tmp_path / "copy.sqlite"), url={"KITH_LOG_URL": NOWHERE}) as process:
        lines = [process.stderr.readline() for _ in range(2)]
        is_running = process.poll() is None
        process.kill()

    assert is_running
    assert {line.split(".")[0] for line in lines} == {"No broker answers at KITH_LOG_URL; does Kith run? Trying again"}
    assert "secret" not in "".join(lines)
