"""Links in responses."""

from django.conf import settings


def link_to(path: str) -> str:
    """Return the absolute address of a path of the API, such as ``/api/v1/posts/``."""
    return f"{settings.PUBLIC_URL}{path}"
