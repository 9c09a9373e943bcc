"""What stands in an archive besides what services have given: names, JSON, and a list of contents in plain words."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

INTRODUCTION = """\
This is everything that the account {username} had when you asked for it, on {day} (UTC).

Each folder is what one service of Kith keeps. Files that end in .json hold lists: any text editor shows them. Times are
in UTC. A list that is long goes on in a second file, -2, and so on. Folders called files hold pictures, as they are
shown to others.

Passwords and other secrets are not in here, and what other people wrote is not either: only what is yours, and who is
connected with you, as far as you could see it.

"""


def json_parts(items: Iterable[Any]) -> Iterator[bytes]:
    """Yield a JSON array piece by piece, an item at a time."""
    before = b"["
    for item in items:
        yield before + b"\n" + json.dumps(item, ensure_ascii=False, indent=2).encode()
        before = b","
    yield b"[]\n" if before == b"[" else b"\n]\n"


def name_of_part(service: str, collection: str, part: int) -> str:
    """Return the name of a file: ``posts/comments.json``, then ``posts/comments-2.json``."""
    return f"{service}/{collection}{f'-{part}' if part > 1 else ''}.json"


def contents(username: str, asked_at: datetime, members: Sequence[tuple[str, str]]) -> str:
    """Return the text of README.txt: what an archive is, and its files with what is said about each."""
    lines = [f"{name}\n    {about}\n" if about else f"{name}\n" for name, about in members]
    return INTRODUCTION.format(username=username, day=f"{asked_at:%d %B %Y, %H:%M}") + "".join(lines)
