"""Backups of one service's database, made while it works, and restored while it is stopped."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

from contracts import EVENTS
from manifest import SERVICES, service_named
from stack.servers import postgres
from tests.faults.world import World

PUBLISHERS = {event_type.split(".")[0] for event_type in EVENTS}
PRODUCERS = tuple(service.name for service in reversed(SERVICES) if service.package in PUBLISHERS)
"""The services whose outboxes have events for others."""


class Backup:
    """The database of one service at the moment of the backup."""

    def __init__(self, world: World, service: str) -> None:
        """Make the backup."""
        self._world, self._service = world, service
        self.made_at = datetime.now(UTC)
        self._file = world.folder / f"{service}.dump"
        self._url = world.stack.database_url(service, as_admin=True)
        self._run("pg_dump", "--format=custom", f"--file={self._file}", self._url)

    def restore(self) -> None:
        """Follow docs/operations.md up to the restart: stop, restore, begin an epoch, start."""
        programs = service_named(self._service).programs
        for program in programs:
            self._world.stack.stop(program)
        options = ("--clean", "--if-exists", "--single-transaction", f"--dbname={self._url}")
        self._run("pg_restore", *options, str(self._file))
        self._world.stack.manage(self._service, "begin_epoch")
        for program in programs:
            self._world.stack.start(program)
        self._world.wait_for(*programs)

    def _run(self, program: str, *arguments: str) -> None:
        data: Path = self._world.stack.layout.database(service_named(self._service).package)
        subprocess.run([postgres.binaries(data) / program, *arguments], check=True, capture_output=True)
