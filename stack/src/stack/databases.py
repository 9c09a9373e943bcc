"""Each service's role, database and tables."""

import hashlib
import os
import subprocess
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
from psycopg2.sql import SQL, Identifier, Literal

from manifest import SERVICES, Service
from runtime.waiting import wait_until
from stack import schemas
from stack.addresses import Addresses
from stack.credentials import secret
from stack.environment import service_environment
from stack.errors import StackError
from stack.identity import write_file
from stack.layout import CHECKOUT
from stack.python import python
from stack.servers import postgres


def prepare_databases(addresses: Addresses) -> None:
    """Wait for the clusters; create what is missing; migrate what is not up to date, all services in parallel."""
    with ThreadPoolExecutor(len(SERVICES)) as pool:
        list(pool.map(lambda service: _prepare(addresses, service), SERVICES))


def _prepare(addresses: Addresses, service: Service) -> None:
    wait_until(lambda: is_ready(addresses, service), what=f"the start of {service.name}'s PostgreSQL", seconds=60)
    marker = addresses.layout.server("postgres") / f"{service.package}.migrated"
    wanted = _fingerprint(service)
    if marker.exists() and marker.read_text() == wanted:
        return
    _migrate(addresses, service, kept=_kept_schema(addresses, service, wanted) if _create(addresses, service) else None)
    for command in service.setup:
        _django(addresses, service, command.split())
    write_file(marker, wanted)


def _migrate(addresses: Addresses, service: Service, *, kept: Path | None) -> None:
    """Bring the tables up to date. ``kept`` is for a new database only: the file to fill it from, or to make."""
    url, programs = addresses.database_url(service), postgres.binaries(addresses.layout.database(service.package))
    if kept and schemas.restore(url, kept, programs):
        return
    _django(addresses, service, ["migrate", "--noinput"])
    if kept:
        schemas.keep(url, kept, programs)


def _kept_schema(addresses: Addresses, service: Service, revision: str) -> Path | None:
    """Return the file of KITH_SCHEMAS from which a new database of this revision is filled, if the variable is set."""
    folder = os.environ.get("KITH_SCHEMAS")
    version = (addresses.layout.database(service.package) / "PG_VERSION").read_text().strip()
    return Path(folder) / f"{service.package}-{version}-{revision}" if folder else None


def is_ready(addresses: Addresses, service: Service) -> bool:
    """Return whether a service's cluster accepts connections."""
    try:
        psycopg2.connect(addresses.admin_database_url(service), connect_timeout=2).close()
    except psycopg2.OperationalError:
        return False
    return True


def _create(addresses: Addresses, service: Service) -> bool:
    """Create the role and its database, which no other role may use; both may exist already.

    Return whether the database is new.
    """
    connection = psycopg2.connect(addresses.admin_database_url(service))
    connection.autocommit = True
    name, password = Identifier(service.package), Literal(secret(addresses.layout, f"{service.package}-database"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [service.package])
        verb = SQL("ALTER") if cursor.fetchone() else SQL("CREATE")
        cursor.execute(SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, name, password))
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [service.package])
        is_new = not cursor.fetchone()
        if is_new:
            cursor.execute(SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(name, name))
        cursor.execute(SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(name))
    connection.close()
    return is_new


def _django(addresses: Addresses, service: Service, arguments: list[str]) -> None:
    command = python(service.user, "-m", "django", *arguments)
    environment = service_environment(addresses, service)
    done = subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise StackError(f"{service.name}: {' '.join(arguments)} failed:\n{done.stderr.strip() or done.stdout.strip()}")


def _fingerprint(service: Service) -> str:
    """Return a hash of the migrations of the service and of its libraries, and of the versions of others' packages."""
    folders = [CHECKOUT / "services" / service.name / "src", CHECKOUT / "libs"]
    files = [file for folder in folders for file in sorted(folder.glob("**/migrations/*.py"))]
    lines = [*map(_line, files), *_versions()]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _line(file: Path) -> str:
    return f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}\n"


def _versions() -> list[str]:
    """Return the names and versions of the packages that are not our own, some of which have migrations, too."""
    packages = tomllib.loads((CHECKOUT / "uv.lock").read_text())["package"]
    return [f"{each['name']} {each['version']}\n" for each in packages if "registry" in each["source"]]
