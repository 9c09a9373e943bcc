"""``openapi``: write the OpenAPI document of the service as JSON to standard output."""

import json

from django.core.management.base import BaseCommand

from chassis.openapi import document


class Command(BaseCommand):
    """Needs no server: the document follows from the code alone."""

    help = "Write the OpenAPI document of this service to standard output."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        """Write it."""
        self.stdout.write(json.dumps(document(), ensure_ascii=False, indent=1))
