"""A service that exports its state, for the tests of ``rebuild``."""

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from chassis.ids import uuid7
from contracts import Event


@contextmanager
def source_of(events: Iterable[Event], *, before_answer: Callable[[str], None] = lambda _: None) -> Iterator[str]:
    """Run a service that exports these events, a page for each type, and yield its address.

    ``before_answer`` is called with the type that was asked for, and may block.
    """
    exported = defaultdict(list)
    for event in events:
        exported[event.type].append({"key": str(uuid7()), "event": json.loads(event.model_dump_json())})

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            event_type = urlsplit(self.path).path.split("/")[-2]
            before_answer(event_type)
            body = json.dumps({"results": exported[event_type], "next": None}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Write no log line."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
