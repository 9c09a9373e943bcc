"""The worker's probes over HTTP: /livez, /readyz, /metrics."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST

from runtime.metrics import exposition


class Probes:
    """A small HTTP server that answers until ``stop`` is called; call ``run`` in a thread of its own."""

    def __init__(self, address: str, *, is_alive: Callable[[], bool], is_ready: Callable[[], bool]) -> None:
        host, _, port = address.rpartition(":")
        self._server = ThreadingHTTPServer((host, int(port)), _handler(is_alive, is_ready))

    def run(self) -> None:
        """Answer requests."""
        self._server.serve_forever(poll_interval=0.2)
        self._server.server_close()

    def stop(self) -> None:
        """Make ``run`` return."""
        self._server.shutdown()


def _handler(is_alive: Callable[[], bool], is_ready: Callable[[], bool]) -> type[BaseHTTPRequestHandler]:
    def answer(path: str) -> tuple[int, str, bytes]:
        checks = {"/livez": is_alive, "/readyz": is_ready}
        if path in checks:
            is_fine = checks[path]()
            return (200, "application/json", b'{"status": "ok"}') if is_fine else (503, "application/json", b"{}")
        if path == "/metrics":
            return 200, CONTENT_TYPE_LATEST, exposition()
        return 404, "application/json", b"{}"

    class Handler(BaseHTTPRequestHandler):
        timeout = 5

        def do_GET(self) -> None:
            """Answer one probe."""
            status, content_type, body = answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Write no line for a probe."""

    return Handler
