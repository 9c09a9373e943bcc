"""Answers are JSON only."""

from typing import Any

import orjson
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.utils.encoders import JSONEncoder

_plain = JSONEncoder().default
_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


Json = orjson.Fragment
"""A part of an answer that is JSON already, as bytes; it is written as it is."""


def json_of(data: Any) -> bytes:
    """Return data as the answers show it: compact UTF-8, times and ids as DRF writes them."""
    return orjson.dumps(data, default=_plain, option=_OPTIONS)


class JSONRenderer(BaseRenderer):
    """Compact UTF-8 JSON; times and ids as DRF writes them."""

    media_type = "application/json"
    format = "json"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """Return the bytes of the answer; no data is an empty body."""
        if data is None:
            return b""
        return json_of(data)


class Negotiation(DefaultContentNegotiation):
    """DRF's negotiation, with a fast path for clients that accept JSON, which nearly all do."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> tuple[Any, str]:
        """Return the renderer and its media type. Raises NotAcceptable when the client does not accept JSON."""
        accept = request.META.get("HTTP_ACCEPT", "")
        if accept in ("", "*/*") or "application/json" in accept:
            return renderers[0], renderers[0].media_type
        return super().select_renderer(request, renderers, format_suffix)
