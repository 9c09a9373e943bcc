"""The auth service, as the library sees it, and a broker."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pika
import pytest

from bus.testing.rabbitmq import Broker
from bus.topology import declare
from chassis.events.inbox.registry import types_by_lane
from personal_data.reporting import _auth

SERVICE = "diary"


class Auth:
    """Takes reports, unless it is to refuse them with a status."""

    def __init__(self) -> None:
        self.reports, self.status = [], 200


@pytest.fixture
def auth(monkeypatch: pytest.MonkeyPatch) -> Iterator[Auth]:
    """Return an auth service that records the reports that it gets."""
    taken = Auth()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.reports.append((self.path, json.loads(body)))
            self.send_response(taken.status)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args: object) -> None:
            """Write no log line."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        monkeypatch.setenv("AUTH_URL", f"http://127.0.0.1:{server.server_port}")
        _auth.cache_clear()
        yield taken
        server.shutdown()
        _auth.cache_clear()


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """Return a broker with the queues of the service."""
    with Broker(tmp_path_factory.mktemp("rabbitmq"), {SERVICE: "its-password"}) as broker:
        with pika.BlockingConnection(pika.URLParameters(broker.url(SERVICE))) as connection:
            declare(connection.channel(), SERVICE, types_by_lane())
        yield broker


@pytest.fixture
def broker(node: Broker, settings) -> Broker:
    """Let the service use the broker."""
    settings.AMQP_URL = node.url(SERVICE)
    return node
