"""How to reach the broker, and how long to wait before trying again."""

import random

import pika
from django.conf import settings
from pika.adapters.utils.connection_workflow import AMQPConnectorException
from pika.exceptions import AMQPError

# pika looks every HEARTBEAT_SECONDS + 5 and gives up when nothing came between two looks: 26 s at worst.
HEARTBEAT_SECONDS = 8
BLOCKED_TIMEOUT_SECONDS = 15
SOCKET_TIMEOUT_SECONDS = 5
BASE_DELAY_SECONDS = 0.2
LOST = (AMQPError, AMQPConnectorException, OSError)
"""What pika raises when the broker is away or silent; a handshake without an answer is none of its AMQPErrors."""
MAX_DELAY_SECONDS = 5.0


def parameters(role: str) -> pika.URLParameters:
    """Return the parameters of a connection; ``role`` is what the broker's list of connections calls it.

    A silent broker is noticed within 30 s, an unreachable one within the socket timeout.
    """
    found = pika.URLParameters(settings.AMQP_URL)
    found.heartbeat = HEARTBEAT_SECONDS
    found.blocked_connection_timeout = BLOCKED_TIMEOUT_SECONDS
    found.socket_timeout = SOCKET_TIMEOUT_SECONDS
    found.stack_timeout = 2 * SOCKET_TIMEOUT_SECONDS
    found.connection_attempts = 1
    found.client_properties = {"connection_name": f"{settings.SERVICE} {role}"}
    return found


def retry_delay_seconds(*, attempt: int) -> float:
    """Return how long to wait before retry number ``attempt``, counting from 0; below 5 seconds.

    Uniform between 0 and min(MAX_DELAY_SECONDS, BASE_DELAY_SECONDS * 2**attempt): a crowd does not retry in step.
    Raises ValueError for a negative attempt.
    Source: M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
    """
    if attempt < 0:
        raise ValueError(f"attempt must be 0 or more, not {attempt}")
    return random.uniform(0, min(MAX_DELAY_SECONDS, BASE_DELAY_SECONDS * 2 ** min(attempt, 30)))  # noqa: S311
