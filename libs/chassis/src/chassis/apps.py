"""The chassis as a Django app: it owns the outbox, the inbox and the idempotency keys of each service."""

from django.apps import AppConfig


class ChassisConfig(AppConfig):
    """Tables that every service has."""

    name = "chassis"
    label = "chassis"
