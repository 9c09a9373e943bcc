"""F03: every field that a client may fill has a bound."""

import json
import os
import subprocess
import sys

import pytest

from stack.checks.parts import settings_environment
from stack.layout import CHECKOUT

SHAPES = {"accounts": 3, "profiles": 3, "social_graph": 0, "posts": 4, "notifications": 1}
"""How many shapes each service reads at least."""


@pytest.fixture(scope="module")
def found() -> dict[str, tuple[int, list[str]]]:
    """Look at all services in one process, which must not be this one: they are configured there."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.security.unbounded", *SHAPES],
        env=os.environ | settings_environment("posts") | {"DJANGO_SETTINGS_MODULE": "tests.every_service"},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("package", SHAPES, ids=lambda package: f"F03-{package}")
def test_every_field_is_bounded(package, found):
    count, faults = found[package]

    assert faults == []
    assert count >= SHAPES[package]
