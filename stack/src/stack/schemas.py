"""Migrated schemas in files: a new database of the same revision begins with one in place of all migrations."""

import os
import subprocess
from pathlib import Path

from psycopg2.extensions import parse_dsn

from stack.errors import StackError

OPTIONS = ("--no-password", "--no-comments")
"""A comment on an extension belongs to the superuser, and is that of the extension anyway."""


def keep(url: str, file: Path, programs: Path) -> None:
    """Write a database without any data of people to a file, which appears when it is complete. Raises StackError.

    ``programs`` is the folder of PostgreSQL's programs.
    """
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    _run(url, programs / "pg_dump", *OPTIONS, "--format=custom", f"--file={draft}")
    draft.rename(file)


def restore(url: str, file: Path, programs: Path) -> bool:
    """Fill an empty database from a file, all or nothing. Return False if there is no such file. Raises StackError."""
    if not file.exists():
        return False
    name = parse_dsn(url)["dbname"]
    options = (*OPTIONS, "--no-owner", "--single-transaction", "--exit-on-error", f"--dbname={name}")
    _run(url, programs / "pg_restore", *options, str(file))
    return True


def _run(url: str, program: Path, *arguments: str) -> None:
    """Run a program of PostgreSQL on a database. The password is in its environment: everybody can read arguments."""
    place = {f"PG{name.upper()}": value for name, value in parse_dsn(url).items()}
    environment = os.environ | place | {"PGDATABASE": place.pop("PGDBNAME")}
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise StackError(f"{program.name} failed: {done.stderr.strip()}")
