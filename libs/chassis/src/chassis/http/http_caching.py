"""Which answers caches and clients may store: public reads, by their ETag, and no answer to a request with a token."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

PRIVATE = "private, no-store"
REVALIDATED = "no-cache"
"""Stored, and revalidated each time."""
OK, NOT_MODIFIED = 200, 304
TAG_BYTES = 16


def mark(request: HttpRequest, response: HttpResponse) -> None:
    """Set ``Cache-Control``, and for a public read a weak ETag; answer without a body when the client has it already.

    The tag is weak because the gateway may compress the body (RFC 9110, 8.8.1).
    """
    headers = response.headers
    if "HTTP_AUTHORIZATION" in request.META or not _is_public_read(request, response):
        if "HTTP_AUTHORIZATION" in request.META or "Cache-Control" not in headers:
            headers["Cache-Control"] = PRIVATE
        return
    headers.setdefault("Cache-Control", REVALIDATED)
    patch_vary_headers(response, ["Authorization"])
    headers["ETag"] = tag = f'W/"{hashlib.blake2b(response.content, digest_size=TAG_BYTES).hexdigest()}"'
    if _has(request, tag):
        response.status_code = NOT_MODIFIED
        response.content = b""
        del headers["Content-Type"]


def _is_public_read(request: HttpRequest, response: HttpResponse) -> bool:
    is_read = request.method in ("GET", "HEAD") and response.status_code == OK and not response.streaming
    return is_read and request.path.startswith(("/api/", "/.well-known/"))


def _has(request: HttpRequest, tag: str) -> bool:
    """Return whether If-None-Match names the tag, by the weak comparison."""
    sent = [each.removeprefix("W/") for each in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))]
    return "*" in sent or tag.removeprefix("W/") in sent
