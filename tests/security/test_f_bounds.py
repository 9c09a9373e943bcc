"""F03: every field that a client may fill has a bound."""

import json
import os
import re
import subprocess
import sys

import pytest

from manifest import SERVICES
from stack.checks.parts import settings_environment
from stack.layout import CHECKOUT

PACKAGES = [service.package for service in SERVICES]
SHAPE = re.compile(r"^class \w+\((?:\w+, )*(?:Input|NewPassword|WithMedia|Confirmed|\w+In)(?:, \w+)*\):", re.MULTILINE)


@pytest.fixture(scope="module")
def found() -> dict[str, tuple[int, list[str]]]:
    """Look at all services in one process, which must not be this one: they are configured there."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.security.unbounded", *PACKAGES],
        env=os.environ | settings_environment("posts") | {"DJANGO_SETTINGS_MODULE": "tests.every_service"},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def source(package: str) -> str:
    """The text of a service's shapes."""
    files = CHECKOUT.glob(f"services/*/src/{package}/serializers*")
    return "".join(path.read_text() for file in files for path in ([file] if file.is_file() else file.rglob("*.py")))


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: f"F03-{package}")
def test_every_field_is_bounded(package, found):
    count, faults = found[package]

    assert faults == []
    assert count == len(SHAPE.findall(source(package)))
