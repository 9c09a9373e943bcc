"""What the example of a consumer says where it cannot read: one line, with what to do."""

import os
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[3] / "examples" / "bus_consumer.py"
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


def test_without_a_file_it_says_how_it_is_used():
    with started(url={"KITH_LOG_URL": NOWHERE}) as process:
        said = process.communicate(timeout=30)[1]

    assert process.returncode == 1
    assert "Usage: KITH_LOG_URL=" in said


def test_a_broker_that_does_not_answer_is_tried_again(tmp_path):
    with started(str(tmp_path / "copy.sqlite"), url={"KITH_LOG_URL": NOWHERE}) as process:
        lines = [process.stderr.readline() for _ in range(2)]
        is_running = process.poll() is None
        process.kill()

    assert is_running
    assert {line.split(".")[0] for line in lines} == {"No broker answers at KITH_LOG_URL; does Kith run? Trying again"}
    assert "secret" not in "".join(lines)
