"""Failpoints: known by name, without effect unless they are set, and fatal at the n-th pass."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.failpoints import FAILPOINTS, armed_failpoints, failpoint

CHECKOUT = Path(__file__).parents[4]
SOURCES = [*CHECKOUT.glob("libs/*/src"), *CHECKOUT.glob("services/*/src")]


def test_every_failpoint_in_the_code_is_described_and_the_reverse():
    text = "".join(path.read_text() for folder in SOURCES for path in folder.rglob("*.py"))

    assert set(re.findall(r'failpoint(?:, |\()"([a-z_.]+)"', text)) == set(FAILPOINTS)


@pytest.mark.parametrize("value", ["nothing:1", "relay.after_mark", "relay.after_mark:0", "relay.after_mark:x"])
def test_a_wrong_failpoint_stops_the_start(value):
    with pytest.raises(ValueError, match="FAILPOINT"):
        armed_failpoints({"FAILPOINT": value})


def test_failpoints_are_read_with_their_counts():
    armed = armed_failpoints({"FAILPOINT": "relay.after_mark:2,consumer.after_ack:1"})

    assert armed == {"relay.after_mark": 2, "consumer.after_ack": 1}


def test_an_unarmed_failpoint_does_nothing():
    for name in FAILPOINTS:
        failpoint(name)


def test_the_process_dies_at_the_nth_pass():
    loop = "for n in range(9): print(n, flush=True); failpoint('relay.after_mark')"
    program = f"from runtime.failpoints import failpoint\n{loop}"

    done = subprocess.run(
        [sys.executable, "-c", program], env={"FAILPOINT": "relay.after_mark:3"}, capture_output=True, text=True
    )

    assert (done.returncode, done.stdout.split()) == (-signal.SIGKILL, ["0", "1", "2"])
