"""A service that exports its state, for the tests of ``rebuild``."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from chassis.ids import uuid7
from chassis.testing.services import Answer, Request, service
from contracts import Event


@contextmanager
def source_of(events: Iterable[Event], *, before_answer: Callable[[str], None] = lambda _: None) -> Iterator[str]:
    """Run a service that exports these events, a page for each type, and yield its address.

    ``before_answer`` is called with the type that was asked for, and may block.
    """
    exported = defaultdict(list)
    for event in events:
        exported[event.type].append({"key": str(uuid7()), "event": json.loads(event.model_dump_json())})

    def answer(request: Request) -> Answer:
        event_type = urlsplit(request.path).path.split("/")[-2]
        before_answer(event_type)
        return Answer(body=json.dumps({"results": exported[event_type], "next": None}).encode())

    with service(answer) as address:
        yield address
