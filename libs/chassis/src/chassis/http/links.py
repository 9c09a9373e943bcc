"""Links in responses: they begin with the URL that the client used, if the gateway allows that name."""

import re
from collections.abc import Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

from chassis.observability import context

PUBLIC_URL = re.compile(r"https?://[A-Za-z0-9.:\[\]-]{1,255}(/[A-Za-z0-9._~/-]{0,255})?")


def public_url_of(request: HttpRequest) -> str:
    """Return the URL in the gateway's header, which overwrites a client's, or the configured one."""
    sent = request.META.get("HTTP_X_PUBLIC_URL", "")
    return sent.rstrip("/") if PUBLIC_URL.fullmatch(sent) else settings.PUBLIC_URL


def link_to(path: str, parameters: Sequence[tuple[str, str]] = ()) -> str:
    """Return the absolute address of a path of the API, such as ``/api/v1/posts/``, with its query parameters.

    Use it in answers only: what is stored, in a cache or an event, must not contain a host.
    """
    current = context.current()
    query = f"?{urlencode(parameters)}" if parameters else ""
    return f"{(current and current.public_url) or settings.PUBLIC_URL}{path}{query}"
