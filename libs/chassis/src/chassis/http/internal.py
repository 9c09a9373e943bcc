"""Addresses for other services of Kith, which have the internal secret. The gateway has no route to them."""

import hmac

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from chassis.errors import TokenInvalid, TokenMissing
from chassis.http.problems import refusal


def internal_refusal(request: HttpRequest) -> HttpResponse | None:
    """Return the refusal of a request without the internal secret, or None when it has it."""
    given = request.headers.get("Authorization", "").encode()
    if hmac.compare_digest(given, f"Bearer {settings.INTERNAL_SECRET}".encode()):
        return None
    return refusal(TokenInvalid() if given else TokenMissing())
