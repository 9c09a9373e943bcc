"""Databases that begin with the schema that another database of the same revision had after its migrations."""

import re
import subprocess

import psycopg2
import pytest

from manifest import SERVICES, Service
from stack import schemas
from stack.servers import postgres

COPY = "copy_of_a_schema"
CAST = re.compile(r"::character varying|::text|\[\]|[() ]")
"""PostgreSQL writes the types of a list of texts at other places when it reads its own output again."""


@pytest.fixture(params=SERVICES, ids=lambda service: service.name)
def service(request) -> Service:
    return request.param


@pytest.fixture
def programs(stack, service):
    return postgres.binaries(stack.layout.database(service.package))


@pytest.fixture
def copy(stack, service):
    """The URL of an empty database beside the service's own, which belongs to the same role."""
    administrator = psycopg2.connect(stack.addresses.admin_database_url(service))
    administrator.autocommit = True
    cursor = administrator.cursor()
    cursor.execute(f"CREATE DATABASE {COPY} OWNER {service.package} TEMPLATE template0")
    yield stack.database_url(service.name).rsplit("/", 1)[0] + f"/{COPY}"
    cursor.execute(f"DROP DATABASE {COPY} WITH (FORCE)")
    administrator.close()


def definitions(url: str, programs) -> list[str]:
    """Everything that a database defines, as pg_dump prints it; newer versions add a line with a random key."""
    command = [programs / "pg_dump", "--schema-only", "--no-comments", url]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [CAST.sub("", line) for line in printed.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))]


def test_a_database_filled_from_a_file_is_like_the_migrated_one(stack, service, copy, programs, tmp_path):
    url = stack.database_url(service.name)

    schemas.keep(url, tmp_path / "schema", programs)

    assert schemas.restore(copy, tmp_path / "schema", programs)
    assert definitions(copy, programs) == definitions(url, programs)
    assert applied(copy) == applied(url)


def applied(url: str) -> list[tuple]:
    """The migrations that Django takes for done."""
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        found = cursor.fetchall()
    connection.close()
    return found


def test_without_the_file_nothing_is_filled(tmp_path):
    assert not schemas.restore("postgres://nobody@127.0.0.1:1/nothing", tmp_path / "schema", tmp_path)
