"""A stack beside another one: started, ended in every way, started again."""

import os
import signal
import subprocess
import sys

import pytest
import requests

from runtime.ports import is_free
from runtime.waiting import wait_until
from stack import commands
from stack.handle import Handle
from stack.layout import CHECKOUT, Layout, find_test_layout
from stack.leftovers import leftovers
from stack.ports import read_ports
from stack.state import read_state

PASSWORD = "analytical-engine-1843"


@pytest.fixture(scope="module")
def layout():
    layout = Layout(find_test_layout().run_dir.with_name("tests-of-the-start"))
    commands.stop(layout)
    commands.reset(layout, is_forced=True)
    yield layout
    commands.stop(layout)
    commands.reset(layout, is_forced=True)


def start(layout: Layout) -> subprocess.Popen[bytes]:
    """Start a stack as `make run` does, and return when it is healthy."""
    variables = {"KITH_RUN_DIR": str(layout.run_dir), "KITH_PORT": "0", "PUBLIC_URL": "", "WEB_WORKERS": "1"}
    environment = os.environ | variables
    runner = subprocess.Popen([sys.executable, "-m", "stack", "run"], env=environment, cwd=CHECKOUT)
    wait_until(lambda: read_state(layout) is not None or runner.poll() is not None, what="a healthy stack", seconds=240)
    assert runner.poll() is None
    return runner


def nothing_is_left(layout: Layout) -> bool:
    return not leftovers(layout) and all(is_free(port) for port in read_ports(layout).values())


def post(layout: Layout, path: str, **body: str) -> requests.Response:
    return requests.post(f"{Handle(layout).url}/api/v1/{path}", json=body, timeout=10)


def test_data_survives_an_interrupt_and_nothing_else_does(layout):
    account = {"username": "ada", "email": "ada@example.org", "password": PASSWORD, "password_confirm": PASSWORD}
    first = start(layout)
    assert post(layout, "auth/register/", **account).status_code == 201

    first.send_signal(signal.SIGINT)

    assert first.wait(timeout=60) == 0
    assert nothing_is_left(layout)
    start(layout)
    assert post(layout, "auth/login/", username="ada", password=PASSWORD).status_code == 200


def test_a_second_start_in_the_same_folder_is_refused(layout):
    environment = os.environ | {"KITH_RUN_DIR": str(layout.run_dir)}

    second = subprocess.run(
        [sys.executable, "-m", "stack", "run"], env=environment, capture_output=True, text=True, timeout=30
    )

    assert second.returncode == 1
    assert "runs already" in second.stdout


def test_killing_the_runner_ends_every_program(layout):
    state = read_state(layout)

    os.kill(state.pid, signal.SIGKILL)

    wait_until(lambda: nothing_is_left(layout), what="the end of every program", seconds=60)
