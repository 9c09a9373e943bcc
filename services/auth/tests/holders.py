"""Services that hold something of accounts, as the one that makes exports asks them: for its tests."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PAGE = 2


@dataclass
class Holder:
    """One service: its collections with their items, and its files, all of one account."""

    collections: dict[str, list[Any]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    status: int = 200
    """What it answers; anything but 200 is a failure of the whole service."""
    asked: list[str] = field(default_factory=list)
    """The paths that were asked for, with their queries."""
    authorizations: set[str] = field(default_factory=set)
    url: str = ""

    def answer(self, path: str, after: int) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body; keys are the numbers of the items."""
        if self.status != 200:
            return self.status, {}, b"{}"
        *_, last = path.strip("/").split("/")
        if last == "personal-data":
            kinds = [{"name": name, "about": f"All {name}."} for name in self.collections]
            return 200, {}, json.dumps({"collections": kinds}).encode()
        if last == "files":
            return self._file(after)
        items = self.collections[last][after : after + PAGE]
        following = str(after + PAGE) if len(items) == PAGE else None
        return 200, {}, json.dumps({"results": items, "next": following}).encode()

    def _file(self, after: int) -> tuple[int, dict[str, str], bytes]:
        if after >= len(self.files):
            return 204, {}, b""
        name, content = list(self.files.items())[after]
        return 200, {"Kith-Key": str(after + 1), "Kith-Name": name}, content


@contextmanager
def running(holder: Holder) -> Iterator[Holder]:
    """Run it on a free port."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            holder.asked.append(self.path)
            holder.authorizations.add(self.headers["Authorization"])
            parts = urlsplit(self.path)
            status, headers, body = holder.answer(parts.path, int(parse_qs(parts.query).get("after", ["0"])[0]))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Write no log line."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        holder.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield holder
        finally:
            server.shutdown()
            thread.join()
