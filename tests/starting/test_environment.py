"""The environment variables: all documented, and the required ones really required."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.placeholders import PLACEHOLDERS
from stack.checks.parts import settings_environment
from stack.layout import CHECKOUT

SOURCES = ("libs/*/src", "services/*/src", "gateway/src", "stack/src", "tests/conftest.py")
NAME = re.compile(r"[A-Z][A-Z_]+")
OF_THE_SYSTEM = {"PATH", "HOME", "LANG", "TZ", "PYTEST_XDIST_WORKER", "KITH_TEST_REDIS"}
COMMON = ("DATABASE_URL", "AMQP_URL", "REDIS_URL", "SECRET_KEY", "INTERNAL_SECRET", "PUBLIC_URL", "JWT_ISSUER")
OF_AUTH = ("SIGNING_KEYS_SECRET", "MAIL_URL")
REQUIRED = [("posts", name) for name in (*COMMON, "JWKS_URL")] + [("accounts", name) for name in OF_AUTH]


def documented() -> set[str]:
    """The names that .env.example explains."""
    return set(re.findall(r"^([A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.MULTILINE))


def read_by_the_code() -> set[str]:
    """The names that the source asks for: env("NAME"), env.int("NAME"), os.environ.get("NAME"), os.environ["NAME"]."""
    files = [file for pattern in SOURCES for path in CHECKOUT.glob(pattern) for file in python_files(path)]
    return {name for file in files for node in ast.walk(ast.parse(file.read_text())) for name in names_in(node)}


def read_by_the_containers() -> set[str]:
    """The names that docker-compose.yml fills in."""
    return set(re.findall(r"\$\{([A-Z_]+)", (CHECKOUT / "docker-compose.yml").read_text()))


def python_files(path: Path) -> Iterator[Path]:
    yield from [path] if path.is_file() else path.rglob("*.py")


def names_in(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]):
            if NAME.fullmatch(name) and re.search(r"(^|\.)(env|environ|getenv|required)\b", ast.unparse(function)):
                yield name
        case ast.Subscript(value=value, slice=ast.Constant(value=str(name))):
            if ast.unparse(value).endswith("environ"):
                yield name


def test_every_variable_that_is_read_is_documented():
    assert read_by_the_code() | read_by_the_containers() | set(PLACEHOLDERS) <= documented() | OF_THE_SYSTEM


def test_every_variable_has_a_comment_above_it():
    blocks = re.split(r"\n\s*\n|\n(?=#)", (CHECKOUT / ".env.example").read_text())

    assert [block for block in blocks if re.match(r"[A-Z_]+=", block)] == []


@pytest.mark.parametrize(("package", "name"), REQUIRED)
def test_without_a_required_variable_a_service_stops_and_names_it(package, name):
    environment = os.environ | settings_environment(package)
    del environment[name]

    done = subprocess.run(
        [sys.executable, "-m", "django", "check"], env=environment, capture_output=True, text=True, timeout=30
    )

    assert done.returncode != 0
    assert name in done.stderr
