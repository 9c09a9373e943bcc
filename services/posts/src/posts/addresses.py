"""Addresses of the files of media: signed for one viewer, for some minutes (ADR 173).

A browser sends no token with the request for a picture, so the address says who may fetch it, and until when. Whether
this viewer may still read the post is decided at each request.
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from django.conf import settings

from chassis.http.links import link_to
from chassis.observability import context

WINDOW_SECONDS = 150
"""Addresses that are made in the same window are the same, so that a browser can use what it has. An address works
until the end of the next window: for 2.5 to 5 minutes."""


class NotSigned(Exception):
    """An address was not made here, is for something else, or has expired."""


def address_of(medium_id: str, file: str) -> str:
    """Return the address of a file for the caller of the current request."""
    current = context.current()
    viewer = current.account_id if current else ""
    until = str((int(time.time()) // WINDOW_SECONDS + 2) * WINDOW_SECONDS)
    return link_to(f"/media/posts/{medium_id}/{file}?{_query(medium_id, viewer, until)}")


@lru_cache(maxsize=256)
def _query(medium_id: str, viewer: str, until: str) -> str:
    """Return the parameters of the addresses of a medium: each of its files has the same."""
    # Nothing in it needs to be quoted, which would take longer than all else.
    whose = f"viewer={viewer}&" if viewer else ""
    return f"{whose}until={until}&signature={_signature(medium_id, viewer, until)}"


def viewer_of(medium_id: UUID, parameters: Mapping[str, str]) -> UUID | None:
    """Return whom an address was made for, None for an anonymous caller. Raises NotSigned."""
    viewer, until = parameters.get("viewer", ""), parameters.get("until", "")
    signature = _signature(str(medium_id), viewer, until)
    if not hmac.compare_digest(signature.encode(), parameters.get("signature", "").encode()):
        raise NotSigned
    if int(until) <= time.time():
        raise NotSigned
    return UUID(viewer) if viewer else None


def _signature(medium_id: str, viewer: str, until: str) -> str:
    message = "\0".join(["address of a medium", medium_id, viewer, until])
    digest = hmac.digest(settings.SECRET_KEY.encode(), message.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:24]).decode()
