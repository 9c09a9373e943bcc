"""What everybody is shown of deleted accounts in the end: nothing."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.faults.findings import Findings
from tests.faults.model import Model

Read = Callable[..., tuple[int, Any]]
LISTS = ("posts", "followers", "following")


def read_departed(readers: Mapping[str, Read], departed: Mapping[str, str]) -> dict[str, dict[str, list[str]]]:
    """Return for each deleted name and each viewer the addresses that show something of it."""
    return {
        name: {viewer: _shown(read, name, account) for viewer, read in readers.items()}
        for name, account in departed.items()
    }


def departed(model: Model, dump: dict[str, Any]) -> Findings:
    """Nobody is shown a deleted account or anything that it had, and nothing is left of its words anywhere."""
    for name, viewers in dump["departed"].items():
        for viewer, paths in viewers.items():
            for path in paths:
                yield "leaks", f"{viewer or 'anonymous'} is shown the deleted {name} at {path}"
    yield from (("leaks", f"words of a deleted account are in {place}") for place in dump["traces"])


def _shown(read: Read, name: str, account: str) -> list[str]:
    alone = [f"/api/v1/users/{account}/", f"/api/v1/users/@{name}/"]
    lists = [f"/api/v1/users/{account}/{part}/" for part in LISTS]
    people = [f"/api/v1/users/?ids={account}", f"/api/v1/users/?q={name}"]
    return [
        *(path for path in alone if read(path)[0] == 200),
        *(path for path in lists if _items(read, path)),
        *(path for path in people if account in {item["id"] for item in _items(read, path)}),
    ]


def _items(read: Read, path: str) -> list[Any]:
    status, body = read(path)
    return list(body["results"]) if status == 200 else []
