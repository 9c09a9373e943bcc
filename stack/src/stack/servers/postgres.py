"""One PostgreSQL cluster per service, with durable settings."""

import re
import shutil
import subprocess
from pathlib import Path

from manifest import SERVICES, Service
from stack.addresses import SUPERUSER
from stack.credentials import secret
from stack.errors import StackError
from stack.identity import hand_over, launcher, make_folder, write_file
from stack.layout import Layout
from stack.program import Program

USER = "postgres"

CONFIGURATION = """\
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
cluster_name = 'kith-{name}'
max_connections = 60
shared_buffers = 32MB
max_wal_size = 256MB
fsync = on
full_page_writes = on
synchronous_commit = on
password_encryption = 'scram-sha-256'
idle_in_transaction_session_timeout = 60s
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %u@%d '
# Statements hold what people wrote, their addresses and hashes: an error is logged without them and without its row.
log_min_error_statement = panic
log_error_verbosity = terse
"""

ACCESS = "host all all 127.0.0.1/32 scram-sha-256\n"


def program(layout: Layout, service: Service) -> Program:
    """Return the program of a service's cluster. INT is PostgreSQL's fast shutdown."""
    data = layout.database(service.package)
    return Program(
        name=f"{service.name}-database",
        group="servers",
        command=[str(binaries(data) / "postgres"), "-D", str(data)],
        user=USER,
        stop_signal="INT",
        folder=data,
    )


def prepare(layout: Layout, ports: dict[str, int]) -> None:
    """Create the clusters that are missing and write the settings of all."""
    make_folder(layout.server("postgres"), user=USER)
    missing = [service for service in SERVICES if not layout.database(service.package).exists()]
    if missing:
        _create_clusters(layout, missing)
    for service in SERVICES:
        data = layout.database(service.package)
        settings = CONFIGURATION.format(port=ports[f"{service.name}-database"], name=service.name)
        write_file(data / "postgresql.conf", settings, user=USER)
        write_file(data / "pg_hba.conf", ACCESS, user=USER)


def binaries(data: Path) -> Path:
    """Return the folder of PostgreSQL's programs: of the version that created the data, else the newest.

    Raises StackError when that version is not installed.
    """
    versions = {
        int(path.parent.parent.name): path.parent for path in Path("/usr/lib/postgresql").glob("[0-9]*/bin/initdb")
    }
    on_path = shutil.which("initdb")
    if on_path and not versions:
        return Path(on_path).parent
    wanted = int((data / "PG_VERSION").read_text()) if (data / "PG_VERSION").exists() else max(versions, default=0)
    if wanted not in versions:
        raise StackError(f"The data in {data} needs PostgreSQL {wanted}: apt-get install postgresql-{wanted}")
    return versions[wanted]


def version(folder: Path) -> str:
    """Return the version of the programs in a folder: ``15.6``."""
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    return re.sub(r"^.*?(\d+[.\d]*).*$", r"\1", said.strip())


def _create_clusters(layout: Layout, missing: list[Service]) -> None:
    """Run initdb once and copy its result: a copy takes a tenth of the time."""
    template = layout.server("postgres") / ".template"
    shutil.rmtree(template, ignore_errors=True)
    password_file = write_file(layout.server("postgres") / ".password", secret(layout, "postgres"), user=USER)
    options = [
        "--auth=scram-sha-256",
        f"--pwfile={password_file}",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--data-checksums",
    ]
    command = [str(binaries(template) / "initdb"), "-D", str(template), "-U", SUPERUSER, "--no-sync", *options]
    done = subprocess.run([*launcher(USER), *command], cwd="/", capture_output=True, text=True)  # noqa: S603
    password_file.unlink()
    if done.returncode:
        raise StackError(f"initdb failed: {done.stderr.strip()}")
    for service in missing:
        _copy_cluster(template, layout.database(service.package))
    shutil.rmtree(template)


def _copy_cluster(template: Path, data: Path) -> None:
    """Copy with owners and modes to a temporary folder, flush, rename, so that an incomplete copy is never used."""
    draft = data.with_name(f".{data.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    subprocess.run(["cp", "-a", str(template), str(draft)], check=True)  # noqa: S603, S607
    subprocess.run(["sync", "-f", str(draft)], check=True)  # noqa: S603, S607
    draft.rename(data)
    hand_over(data, user=USER, mode=0o700)
