"""The problems that an operation can answer with: those of its declarations, and the refusals that it lists."""

from collections.abc import Iterable, Iterator
from typing import Any

from rest_framework.permissions import AllowAny, IsAuthenticatedOrReadOnly

from chassis.errors import SessionEnded, TokenExpired, TokenInvalid, TokenMissing, TooManyRequests, Unavailable
from chassis.http.answers import Answers, Refusal
from chassis.http.idempotency.errors import KeyInUse, KeyMalformed, KeyReused
from chassis.http.operations import MalformedAddress, RepeatedParameter, Takes, UnknownParameter
from chassis.http.paging.cursors import InvalidCursor

Problem = tuple[int, str]
"""A status and a code."""
SAFE = ("GET", "HEAD")
INVALID = (400, "invalid")
BODY = ((400, "malformed"), (413, "too_large"), (415, "unsupported_media_type"))
"""Of every operation that may get a body, since also a body that is not accepted is parsed."""
ALWAYS = (INVALID, (406, "not_acceptable"), (500, "internal"))
"""A body that an operation does not take is invalid, whatever its method."""
TOKENS = (TokenInvalid, TokenExpired, SessionEnded)


def is_public(permissions: Iterable[Any], method: str) -> bool:
    """Return whether callers without a token may use the method."""
    kinds = tuple(permissions)
    return any(
        issubclass(kind, AllowAny) or (issubclass(kind, IsAuthenticatedOrReadOnly) and method in SAFE) for kind in kinds
    )


def problems_of(
    method: str, taken: Takes, answered: Answers, *, is_idempotent: bool, is_public: bool, takes_tokens: bool
) -> dict[int, list[str]]:
    """Return the codes that an operation can answer with, by status."""
    found = {
        *ALWAYS,
        *_of_input(method),
        *map(_problem, _raised(taken, is_idempotent=is_idempotent)),
        *map(_problem, answered.refusals),
        *(map(_problem, TOKENS) if takes_tokens else ()),
        *(() if is_public or not takes_tokens else (_problem(TokenMissing),)),
    }
    codes: dict[int, list[str]] = {}
    for status, code in sorted(found):
        codes.setdefault(status, []).append(code)
    return codes


def _problem(refusal: Refusal) -> Problem:
    return refusal.status, refusal.code


def _of_input(method: str) -> Iterator[Problem]:
    if method in SAFE:
        yield 400, "kith_after_malformed"
    else:
        yield from BODY


def _raised(taken: Takes, *, is_idempotent: bool) -> Iterator[Refusal]:
    yield from (MalformedAddress, UnknownParameter, TooManyRequests, Unavailable)
    if taken.parameters:
        yield RepeatedParameter
    if taken.is_list:
        yield InvalidCursor
    if is_idempotent:
        yield from (KeyMalformed, KeyInUse, KeyReused)
