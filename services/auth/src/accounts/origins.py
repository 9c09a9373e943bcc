"""The origin of a request, as stored with its session."""

import ipaddress
import unicodedata
from dataclasses import dataclass

from rest_framework.request import Request

from chassis.http.limits import address_of

MAX_DEVICE_LENGTH = 200


@dataclass(frozen=True)
class Origin:
    """The client's User-Agent, and its network address, or None if that is invalid."""

    device: str
    address: str | None


def origin_of(request: Request) -> Origin:
    """Return the origin of a request; the User-Agent is truncated and made printable."""
    named = request.META.get("HTTP_USER_AGENT", "")[:MAX_DEVICE_LENGTH]
    device = "".join(c for c in named if unicodedata.category(c)[0] != "C")
    return Origin(device=device, address=_address(address_of(request)))


def _address(raw: str) -> str | None:
    try:
        return str(ipaddress.ip_address(raw))
    except ValueError:
        return None
