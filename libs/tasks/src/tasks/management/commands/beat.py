"""Run the process ``beat`` of this service."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand

from runtime.env import env
from tasks.app import make_app
from tasks.beat import run


class Command(BaseCommand):
    """``python -m django beat``: with probes on BEAT_ADDRESS."""

    help = "Send the recurring tasks of this service to its workers until SIGTERM."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM."""
        code = run(make_app(), env("BEAT_ADDRESS"))
        sys.stdout.flush()
        os._exit(code)  # an ordinary exit waits for threads of tasks that hang
