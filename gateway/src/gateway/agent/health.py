"""``/livez``, ``/readyz`` and ``/metrics`` for whoever runs the agent."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from gateway.agent.status import Status


def serve(address: tuple[str, int], status: Status) -> ThreadingHTTPServer:
    """Answer in a thread of its own until ``shutdown()``."""
    server = ThreadingHTTPServer(address, type("Handler", (_Handler,), {"status": status}))
    threading.Thread(target=server.serve_forever, args=(0.2,), name="health", daemon=True).start()
    return server


class _Handler(BaseHTTPRequestHandler):
    status: Status
    timeout = 5

    def do_GET(self) -> None:
        if self.path == "/metrics":
            self._answer(200, generate_latest(), CONTENT_TYPE_LATEST)
        elif self.path == "/livez" or (self.path == "/readyz" and self.status.is_ready):
            self._answer(200, b"ok\n")
        elif self.path == "/readyz":
            self._answer(503, b"fail\n")
        else:
            self._answer(404, b"not found\n")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: probes come every second."""

    def _answer(self, status: int, body: bytes, content_type: str = "text/plain; charset=utf-8") -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
