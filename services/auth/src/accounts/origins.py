"""Where a request comes from, as far as its session remembers it."""

import ipaddress
import unicodedata
from dataclasses import dataclass

from rest_framework.request import Request

from chassis.http.limits import address_of

MAX_DEVICE_LENGTH = 200


@dataclass(frozen=True)
class Origin:
    """The program that calls, in its own words, and its network address, or None when that is none."""

    device: str
    address: str | None


def origin_of(request: Request) -> Origin:
    """Return the origin of a request; what a client says of itself is cut to size and made printable."""
    named = request.META.get("HTTP_USER_AGENT", "")[:MAX_DEVICE_LENGTH]
    device = "".join(c for c in named if unicodedata.category(c)[0] != "C")
    return Origin(device=device, address=_address(address_of(request)))


def _address(raw: str) -> str | None:
    try:
        return str(ipaddress.ip_address(raw))
    except ValueError:
        return None
