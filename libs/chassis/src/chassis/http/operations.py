"""Declares what an operation takes: parameters and body, at the view's method; everything else is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from chassis.errors import InvalidInput
from chassis.http.serializers import Input, names_of, unknown

PAGING = frozenset({"limit", "cursor"})
MAX_NAME_LENGTH = 100
"""Maximum length of a parameter's name in an error."""

M = TypeVar("M", bound=Callable[..., Any])


class MalformedAddress(InvalidInput):
    """The query of the address is not UTF-8."""

    code = "malformed"


class UnknownParameter(InvalidInput):
    """The address has a query parameter that the operation does not define."""

    code = "unknown_parameter"


class RepeatedParameter(InvalidInput):
    """A query parameter occurs more than once."""

    code = "repeated_parameter"


@dataclass(frozen=True)
class Takes:
    """What one operation takes: ``query`` and ``body`` are its shapes, ``is_list`` adds the parameters of paging.

    In the body of a PUT or PATCH each field may be left out, unless it ``is_whole``: then it needs the required ones.
    """

    query: type[Input] | None = None
    body: type[Input] | None = None
    is_list: bool = False
    is_whole: bool = False

    @property
    def parameters(self) -> frozenset[str]:
        """Return the names of the query parameters."""
        own = names_of(self.query) if self.query else frozenset()
        return own | PAGING if self.is_list else own


NOTHING = Takes()
UPDATES = ("PUT", "PATCH")


def takes(
    *,
    query: type[Input] | None = None,
    body: type[Input] | None = None,
    is_list: bool = False,
    is_whole: bool = False,
) -> Callable[[M], M]:
    """Declare what a method of a view takes; a method without it takes neither parameters nor a body."""

    def decorate(method: M) -> M:
        method.takes = Takes(query, body, is_list, is_whole)  # type: ignore[attr-defined]
        return method

    return decorate


def taken_by(method: object) -> Takes:
    """Return what a method of a view takes."""
    return getattr(method, "takes", NOTHING)


def check(request: Request, taken: Takes) -> None:
    """Refuse what the operation does not take; the fields of a body that it takes are checked by ``Input``.

    It lets ``Input.read`` know whether each field may be left out, as the API document says.
    Raises MalformedAddress, UnknownParameter, RepeatedParameter, and ValidationError for a body with any field where
    none is taken.
    """
    request.is_partial = request.method in UPDATES and not taken.is_whole  # type: ignore[attr-defined]
    if request.query_params:
        _check_encoding(request)
        _check_parameters(request, taken.parameters)
    if taken.body is None and request.META.get("CONTENT_LENGTH") not in (None, "", "0"):
        _check_empty(request)


def _check_encoding(request: Request) -> None:
    """Django would replace what is not UTF-8 in the query, and answer about a text that was not sent."""
    query = request.META.get("QUERY_STRING", "")
    if "%" not in query and query.isascii():
        return
    try:
        unquote_to_bytes(query.encode("latin-1")).decode()  # WSGI has each byte as one character: PEP 3333
    except UnicodeError as error:
        raise MalformedAddress("The address is not encoded as UTF-8.") from error


def _check_parameters(request: Request, known: frozenset[str]) -> None:
    sent = request.query_params
    if names := [name for name in sent if name not in known]:
        raise UnknownParameter("This operation has no such query parameter.", errors=_faults(names, "unknown"))
    if names := [name for name, values in sent.lists() if len(values) > 1]:
        raise RepeatedParameter("A query parameter may occur once.", errors=_faults(names, "repeated"))


def _faults(names: list[str], code: str) -> list[dict]:
    details = {"unknown": "This operation has no such parameter.", "repeated": "This may occur once."}
    return [{"field": name[:MAX_NAME_LENGTH], "code": code, "detail": details[code]} for name in names[:20]]


def _check_empty(request: Request) -> None:
    request.body  # noqa: B018 - kept, so that it can be read again after it was parsed
    if request.data:
        raise ValidationError(unknown(request.data))
