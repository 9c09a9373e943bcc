"""TCP ports of the loopback address."""

import random
import socket
from collections.abc import Collection

LOOPBACK = "127.0.0.1"
RANGE = range(20000, 32000)
"""Below the ports that the kernel hands out to clients, so that no client takes one before its server does."""


def free_port(taken: Collection[int | None] = ()) -> int:
    """Return a port that nobody listens on and that is not among ``taken``."""
    candidates = random.sample(RANGE, k=200)
    return next(port for port in candidates if port not in taken and is_free(port))


def is_free(port: int) -> bool:
    """Return whether nobody listens on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
