"""Services that hold something of accounts, as the one that makes exports asks them: for its tests."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from chassis.testing.services import Answer, Request, service

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
    authorizations: set[str | None] = field(default_factory=set)
    url: str = ""

    def answer(self, request: Request) -> Answer:
        """Answer a page of items or a file; keys are the numbers of the items."""
        self.asked.append(request.path)
        self.authorizations.add(request.authorization)
        if self.status != 200:
            return Answer(self.status)
        path, query = urlsplit(request.path).path, parse_qs(urlsplit(request.path).query)
        after = int(query.get("after", ["0"])[0])
        *_, last = path.strip("/").split("/")
        if last == "personal-data":
            kinds = [{"name": name, "about": f"All {name}."} for name in self.collections]
            return Answer(body=json.dumps({"collections": kinds}).encode())
        if last == "files":
            return self._file(after)
        items = self.collections[last][after : after + PAGE]
        following = str(after + PAGE) if len(items) == PAGE else None
        return Answer(body=json.dumps({"results": items, "next": following}).encode())

    def _file(self, after: int) -> Answer:
        if after >= len(self.files):
            return Answer(204, b"")
        name, content = list(self.files.items())[after]
        return Answer(200, content, {"Kith-Key": str(after + 1), "Kith-Name": name})


@contextmanager
def running(holder: Holder) -> Iterator[Holder]:
    """Run it on a free port."""
    with service(holder.answer) as holder.url:
        yield holder
