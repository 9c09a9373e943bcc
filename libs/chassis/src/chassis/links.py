"""Links in responses."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.conf import settings


def link_to(path: str, parameters: Sequence[tuple[str, str]] = ()) -> str:
    """Return the absolute address of a path of the API, such as ``/api/v1/posts/``, with its query parameters."""
    query = f"?{urlencode(parameters)}" if parameters else ""
    return f"{settings.PUBLIC_URL}{path}{query}"
