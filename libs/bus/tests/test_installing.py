"""The library as a consumer outside of Kith installs it: three wheels, and no Django."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[3]
PARTS = ("contracts", "runtime", "bus")
PROGRAM = """
import json, sys
from importlib.util import find_spec
import bus, contracts, runtime
from bus import connection, log_stream, messages, topology
from contracts.envelope import Envelope, event_of
from contracts.examples import example_of
from contracts.posts import PostPublished

example = example_of(PostPublished)
assert event_of(event_type=example.type, body=example.model_dump_json()) == example
print(json.dumps([find_spec(name) is not None for name in ("bus", "django", "rest_framework", "chassis")]))
print(bus.__file__)
"""


@pytest.fixture(scope="module")
def uv():
    """The program that builds and installs."""
    own = CHECKOUT / ".tools" / "bin" / "uv"
    return str(own) if own.exists() else os.environ.get("UV") or shutil.which("uv")


def test_the_wheels_work_where_nothing_else_of_kith_is_installed(uv, tmp_path):
    for part in PARTS:
        build = [uv, "build", "--quiet", "--wheel", "--package", f"kith-{part}", "--out-dir", tmp_path / "wheels"]
        subprocess.run(build, cwd=CHECKOUT, check=True)
    wheels = [argument for wheel in sorted((tmp_path / "wheels").glob("*.whl")) for argument in ("--with", wheel)]
    run = [uv, "run", "--quiet", "--isolated", "--no-project", "--python", sys.executable, *wheels]

    done = subprocess.run([*run, "python", "-c", PROGRAM], cwd=tmp_path, check=True, capture_output=True, text=True)

    found, place = done.stdout.splitlines()
    assert found == "[true, false, false, false]"
    assert str(CHECKOUT) not in place
