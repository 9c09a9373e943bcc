"""Run the process ``celery`` of this service."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand

from runtime.env import env
from tasks.app import make_app
from tasks.worker import run


class Command(BaseCommand):
    """``python -m django celery``: with probes on CELERY_ADDRESS."""

    help = "Run the recurring tasks of this service until SIGTERM."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM."""
        code = run(make_app(), env("CELERY_ADDRESS"))
        sys.stdout.flush()
        os._exit(code)  # an ordinary exit waits for threads of tasks that hang
