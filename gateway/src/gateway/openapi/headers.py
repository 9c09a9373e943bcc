"""The headers of answers."""

from typing import Any

Schema = dict[str, Any]


def _text(meaning: str) -> Schema:
    return {"description": meaning, "schema": {"type": "string"}}


HEADERS: dict[str, Schema] = {
    "X-Request-ID": _text("The request's id: as the client sent it, or a new one."),
    "Kith-After": _text("A token of the write's effects; a read that sends it waits at most 300 ms for them."),
    "Idempotency-Replayed": _text("`true` where the answer was given before to the same Idempotency-Key."),
    "Link": _text("The addresses of the next and the previous page (RFC 8288)."),
    "ETag": _text("Changes with the answer; sent back in If-None-Match."),
    "WWW-Authenticate": _text("How to authenticate (RFC 6750)."),
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
    "RateLimit": _text("What is left of the limit."),
    "RateLimit-Policy": _text("The limit: `q` requests at once, given back in `w` seconds."),
}
OF_STATUS = {401: ("WWW-Authenticate",), 429: ("Retry-After", "RateLimit", "RateLimit-Policy"), 503: ("Retry-After",)}


def references(*names: str) -> Schema:
    """Return references to the headers, with the one that every answer has."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-ID", *names)}


def headers_of_problem(status: int) -> Schema:
    """Return the headers of a refusal."""
    return references(*OF_STATUS.get(status, ()))


def headers_of_success(operation: Schema, *, is_read: bool) -> Schema:
    """Return the headers of an answer to a request that succeeded."""
    named = {parameter["name"] for parameter in operation.get("parameters", [])}
    present = {
        "Kith-After": not is_read,
        "Idempotency-Replayed": "Idempotency-Key" in named,
        "Link": "cursor" in named,
        "ETag": "If-None-Match" in named,
    }
    return references(*(name for name, is_there in present.items() if is_there))
