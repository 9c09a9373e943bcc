"""Strict parser of JSON bodies: what two programs could read differently is refused."""

import json
import math
import re
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser

MAX_DEPTH = 32
MAX_INTEGER_DIGITS = 30
CHARSET = re.compile(r"charset\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
UTF_8 = ("utf-8", "utf8")


class StrictJSONParser(BaseParser):
    """Reads one JSON object of at most MAX_BODY_BYTES in UTF-8.

    Refused with 400: duplicate keys, NaN and Infinity, numbers that overflow, nesting deeper than 32, a byte order
    mark, anything after the object, and any other root. With 413: too many bytes. With 415: any other charset or a
    content encoding. Strings with NUL or a lone surrogate are JSON: ``Input`` refuses the fields that hold them.
    """

    media_type = "application/json"
    accepts = "JSON in UTF-8 as application/json"
    """What a refusal of another media type says."""
    readable = "one JSON object with no name twice"
    """What a refusal of a malformed body says."""

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:
        """Return the object. Raises ParseError, UnsupportedMediaType or RequestDataTooBig."""
        encoding = (
            parser_context["request"].META.get("HTTP_CONTENT_ENCODING", "identity") if parser_context else "identity"
        )
        charset = CHARSET.search(media_type or "")
        if encoding.lower() != "identity" or (charset and charset[1].lower() not in UTF_8):
            raise UnsupportedMediaType(media_type or "")
        body = stream.read(settings.MAX_BODY_BYTES + 1)
        if len(body) > settings.MAX_BODY_BYTES:
            raise RequestDataTooBig
        return loads(body)


def loads(body: bytes) -> dict[str, Any]:
    """Return the object that the bytes hold. Raises ParseError."""
    try:
        root = value_of(body.decode())
        if not isinstance(root, dict):
            raise ValueError("the root is no object")
    except ValueError as error:
        raise ParseError from error
    return root


def value_of(text: str) -> Any:
    """Return the value that a text of JSON holds. Raises ValueError."""
    try:
        root = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_refuse, parse_float=_finite, parse_int=_integer
        )
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if text.count("{") + text.count("[") > MAX_DEPTH:
        _check_depth(root, MAX_DEPTH)
    return root


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a key occurs twice")
    return result


def _refuse(constant: str) -> Any:
    raise ValueError("not a number of JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError("a number overflows")
    return value


def _integer(digits: str) -> int:
    if len(digits) > MAX_INTEGER_DIGITS:
        raise ValueError("a number is too long")
    return int(digits)


def _check_depth(value: Any, depth: int) -> None:
    """Raise ValueError when the value is nested more than ``depth`` levels."""
    if not isinstance(value, dict | list):
        return
    if depth == 0:
        raise ValueError("nested too deep")
    for inner in value.values() if isinstance(value, dict) else value:
        _check_depth(inner, depth - 1)
