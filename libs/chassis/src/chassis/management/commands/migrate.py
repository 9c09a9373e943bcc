"""Django's migrate, which gives up and tries again when somebody else holds a table for long."""

import time
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError

LOCK_NOT_AVAILABLE = "55P03"
ATTEMPTS = 30
PAUSE_SECONDS = 5.0
"""Between two attempts, for those who have queued behind the last one. 30 attempts take less than four minutes."""


class Command(migrate.Command):
    """``python -m django migrate``: each attempt continues where the last one ended."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate. Raises CommandError when a lock was not to be had in 30 attempts."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                super().handle(*args, **options)
            except OperationalError as error:
                if getattr(error.__cause__, "pgcode", None) != LOCK_NOT_AVAILABLE:
                    raise
                self.stderr.write(f"a table is in use; attempt {attempt} of {ATTEMPTS} has changed nothing of it")
                time.sleep(PAUSE_SECONDS)
            else:
                return
        raise CommandError("A table was in use all the time, perhaps by a rebuild. Migrate again later.")
