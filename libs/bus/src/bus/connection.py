"""Connection parameters of the broker, and the exceptions of an unavailable one."""

import pika
from pika.adapters.utils.connection_workflow import AMQPConnectorException
from pika.exceptions import AMQPError

# pika checks every HEARTBEAT_SECONDS + 5, and closes the connection if nothing came between two checks: 26 s at worst.
HEARTBEAT_SECONDS = 8
BLOCKED_TIMEOUT_SECONDS = 15
SOCKET_TIMEOUT_SECONDS = 5
LOST = (AMQPError, AMQPConnectorException, OSError)
"""What pika raises when the broker is unavailable or silent; a handshake without an answer is not an AMQPError."""


def parameters(url: str, *, name: str, socket_timeout_seconds: float = SOCKET_TIMEOUT_SECONDS) -> pika.URLParameters:
    """Return the parameters of a connection; ``name`` is shown in the broker's list of connections.

    A silent broker is noticed within 30 s, an unreachable one within the socket timeout, and one that does not complete
    the handshake within twice that time.
    """
    found = pika.URLParameters(url)
    found.heartbeat = HEARTBEAT_SECONDS
    found.blocked_connection_timeout = BLOCKED_TIMEOUT_SECONDS
    found.socket_timeout = socket_timeout_seconds
    found.stack_timeout = 2 * socket_timeout_seconds
    found.connection_attempts = 1
    found.client_properties = {"connection_name": name}
    return found
