"""A service that shows content, for the tests of services that offer it states."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from chassis.testing.services import Answer, Request, service


class Offer(NamedTuple):
    """What was offered."""

    path: str
    authorization: str | None
    states: list[Any]


@contextmanager
def content_service(
    status: int = 200, before_answer: Callable[[], object] = lambda: None
) -> Iterator[tuple[str, list[Offer]]]:
    """Run a service that is offered states, and yield its address and what it was offered.

    ``before_answer`` is called when it has been offered something, and may block.
    """
    offered: list[Offer] = []

    def answer(request: Request) -> Answer:
        offered.append(Offer(request.path, request.authorization, request.json()["states"]))
        before_answer()
        return Answer(status)

    with service(answer) as address:
        yield address, offered
