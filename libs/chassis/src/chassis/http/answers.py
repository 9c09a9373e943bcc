"""Declares what an operation answers, at the view's method and for the API document: shape, status and refusals.

Nothing here runs while a request is answered. The tests compare each answer with the declaration.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from rest_framework.serializers import Serializer

from chassis.errors import DomainError

M = TypeVar("M", bound=Callable[..., Any])
Shape = type[Serializer]
Refusal = type[DomainError]


@dataclass(frozen=True)
class Answers:
    """What one operation answers when it succeeds, and the refusals that are its own."""

    shapes: tuple[Shape, ...] = ()
    """Of the body, or of each item of a list; several when the caller decides which one it is."""
    status: int = 204
    beside: Shape | None = None
    """Fields beside ``results`` of a list."""
    refusals: tuple[Refusal, ...] = ()
    may_be_later: bool = False
    """Whether it answers 202 with the same shape while another service has not applied the change yet."""


NOTHING = Answers()


def answers(
    *shapes: Shape,
    status: int | None = None,
    beside: Shape | None = None,
    refusals: tuple[Refusal, ...] = (),
    may_be_later: bool = False,
) -> Callable[[M], M]:
    """Declare what a method of a view answers: 200 with the shape, or 204 without one, unless ``status`` is given.

    With ``may_be_later`` it may be 202, with the same shape. ``refusals`` are those that the operation's rules add.
    What follows from ``takes``, from the permissions and from idempotency is not repeated: ``chassis.openapi`` adds it.
    """

    def decorate(method: M) -> M:
        method.answers = Answers(shapes, status or (200 if shapes else 204), beside, refusals, may_be_later)  # type: ignore[attr-defined]
        return method

    return decorate


def answered_by(method: object) -> Answers:
    """Return what a method of a view answers."""
    return getattr(method, "answers", NOTHING)
