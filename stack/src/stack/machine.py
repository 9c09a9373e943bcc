"""The names under which other machines may reach this one."""

import fcntl
import socket
import struct

SIOCGIFADDR = 0x8915
"""The request for an interface's IPv4 address (linux/sockios.h)."""


def own_names() -> set[str]:
    """Return the machine's host name, and the IPv4 address of each interface."""
    addresses = (_address_of(name) for _, name in socket.if_nameindex())
    return {socket.gethostname().lower(), *filter(None, addresses)}


def _address_of(interface: str) -> str | None:
    """Return the IPv4 address of an interface, or None when it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            answer = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, struct.pack("256s", interface.encode()[:15]))
        except OSError:
            return None
    return socket.inet_ntoa(answer[20:24])
