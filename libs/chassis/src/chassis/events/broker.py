"""Connection parameters for the broker, from the service's settings."""

import pika
from django.conf import settings

from bus import connection


def parameters(role: str) -> pika.URLParameters:
    """Return the parameters of a connection of this service; ``role`` says what it is for, such as ``relay``."""
    return connection.parameters(settings.AMQP_URL, name=f"{settings.SERVICE} {role}")
