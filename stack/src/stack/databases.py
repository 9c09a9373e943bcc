"""Each service's role, database and tables."""

import hashlib
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
from psycopg2.sql import SQL, Identifier, Literal

from manifest import SERVICES, Service
from runtime.waiting import wait_until
from stack.addresses import Addresses
from stack.credentials import secret
from stack.environment import service_environment
from stack.errors import StackError
from stack.identity import write_file
from stack.layout import CHECKOUT
from stack.python import python


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
    _create(addresses, service)
    for command in ["migrate --noinput", *service.setup]:
        _django(addresses, service, command.split())
    write_file(marker, wanted)


def is_ready(addresses: Addresses, service: Service) -> bool:
    """Return whether a service's cluster accepts connections."""
    try:
        psycopg2.connect(addresses.admin_database_url(service), connect_timeout=2).close()
    except psycopg2.OperationalError:
        return False
    return True


def _create(addresses: Addresses, service: Service) -> None:
    """Create the role and its database, which no other role may use; both may exist already."""
    connection = psycopg2.connect(addresses.admin_database_url(service))
    connection.autocommit = True
    name, password = Identifier(service.package), Literal(secret(addresses.layout, f"{service.package}-database"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [service.package])
        verb = SQL("ALTER") if cursor.fetchone() else SQL("CREATE")
        cursor.execute(SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, name, password))
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [service.package])
        if not cursor.fetchone():
            cursor.execute(SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(name, name))
        cursor.execute(SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(name))
    connection.close()


def _django(addresses: Addresses, service: Service, arguments: list[str]) -> None:
    command = python(service.user, "-m", "django", *arguments)
    environment = service_environment(addresses, service)
    done = subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise StackError(f"{service.name}: {' '.join(arguments)} failed:\n{done.stderr.strip() or done.stdout.strip()}")


def _fingerprint(service: Service) -> str:
    """Return a hash of the migrations of the service and of its libraries."""
    folders = [CHECKOUT / "services" / service.name / "src", CHECKOUT / "libs"]
    files = [CHECKOUT / "uv.lock"]
    for folder in folders:
        files += sorted(folder.glob("**/migrations/*.py"))
    return hashlib.sha256(b"".join(_line(file) for file in files)).hexdigest()


def _line(file: Path) -> bytes:
    return f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode()
