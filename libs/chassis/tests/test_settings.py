"""The environment: a missing variable stops the process with its name; secrets may come from files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REQUIRED = ["DATABASE_URL", "REDIS_URL", "AMQP_URL", "SECRET_KEY", "INTERNAL_SECRET", "PUBLIC_URL", "JWT_ISSUER"]


def run(*command, **changes):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "testapp.settings", "PYTHONPATH": str(Path(__file__).parent)}
    environment |= changes
    environment = {name: value for name, value in environment.items() if value is not None}
    return subprocess.run([sys.executable, "-m", "django", *command], env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_variable_stops_the_process_with_its_name(name):
    result = run("check", **{name: None})

    assert result.returncode != 0
    assert f"Set the {name} environment variable" in result.stderr


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "secret").write_text("from a file\n")

    result = run("shell", "-c", "from django.conf import settings; print(repr(settings.SECRET_KEY))",
                 SECRET_KEY=None, SECRET_KEY_FILE=str(tmp_path / "secret"))  # fmt: skip

    assert "'from a file'" in result.stdout


def test_the_checks_of_django_find_nothing():
    result = run("check", "--deploy", "--fail-level", "WARNING", SECRET_KEY="x" * 25 + "abcdefghijklmnopqrstuvwxyz0123")

    assert result.returncode == 0, result.stderr


def test_the_migrations_are_complete():
    result = run("makemigrations", "--check", "--dry-run")

    assert result.returncode == 0, result.stdout
