"""Run the worker process of this service."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand

from chassis.running.worker import Worker
from runtime.env import env


class Command(BaseCommand):
    """``python -m django worker``: relay, consumer, housekeeping, and probes on WORKER_ADDRESS."""

    help = "Run the relay, the consumer and the housekeeping of this service until SIGTERM."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM."""
        code = Worker(env("WORKER_ADDRESS")).run()
        sys.stdout.flush()
        os._exit(code)  # an ordinary exit waits for the handlers' thread, however long it hangs
