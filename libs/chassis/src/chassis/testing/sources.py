"""A service that exports its state, for the tests of ``rebuild``."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from chassis.ids import uuid7
from chassis.testing.services import Answer, Request, service
from contracts import Event


@contextmanager
def source_of(
    events: Iterable[Event], *, before_answer: Callable[[str], None] = lambda _: None, page_size: int = 1000
) -> Iterator[str]:
    """Run a service that exports these events, page by page, and yield its address.

    ``before_answer`` is called with the type that was asked for. It may block; if it raises, there is no answer.
    """
    exported = defaultdict(list)
    for event in events:
        exported[event.type].append({"key": str(uuid7()), "event": json.loads(event.model_dump_json())})

    def answer(request: Request) -> Answer:
        parts = urlsplit(request.path)
        event_type, after = parts.path.split("/")[-2], parse_qs(parts.query).get("after", [""])[0]
        before_answer(event_type)
        rest = [each for each in exported[event_type] if each["key"] > after]
        following = rest[page_size - 1]["key"] if len(rest) > page_size else None
        return Answer(body=json.dumps({"results": rest[:page_size], "next": following}).encode())

    with service(answer) as address:
        yield address
