"""TCP ports of the loopback address."""

import random
import socket

LOOPBACK = "127.0.0.1"
RANGE = range(20000, 32000)
"""Below the ports that the kernel hands out to clients, so that no client takes one before its server does."""

_reserved: dict[int, socket.socket] = {}


def free_port() -> int:
    """Return a port that nobody listens on or has reserved, reserved for this process until it ends."""
    candidates = random.sample(RANGE, k=200)
    return next(port for port in candidates if port not in _reserved and reserve(port))


def reserve(port: int) -> bool:
    """Reserve a port for this process until it ends. Returns whether that was possible: it is free, or reserved by it.

    A server listens seconds after its port was chosen, and stacks that start beside it choose theirs meanwhile. A
    reservation is an abstract Unix socket (unix(7)): it belongs to the network namespace, as the port does, and
    vanishes with its process. Only programs that choose their ports here see it.
    """
    if port in _reserved:
        return is_free(port)
    reservation = socket.socket(socket.AF_UNIX)
    try:
        reservation.bind(f"\0kith-port-{port}")
    except OSError:
        reservation.close()
        return False
    if not is_free(port):
        reservation.close()
        return False
    _reserved[port] = reservation
    return True


def is_free(port: int) -> bool:
    """Return whether nobody listens on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
