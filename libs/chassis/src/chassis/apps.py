"""The chassis as a Django app: it owns the outbox, the inbox and the idempotency keys of each service."""

from django.apps import AppConfig

from runtime import collecting


class ChassisConfig(AppConfig):
    """Tables that every service has."""

    name = "chassis"
    label = "chassis"

    def ready(self) -> None:
        """Create the key ring, so that a missing JWKS_URL stops the start and does not fail the first request.

        All models are imported by now; the garbage collector works from here on.
        """
        from chassis.http.keyring import ring  # a ring may read models, which exist only after the start

        ring()
        collecting.leave_out()
