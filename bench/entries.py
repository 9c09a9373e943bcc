"""The kinds of entries that pages of a feed must have to be worth measuring."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

KINDS = ("alone", "shared", "with pictures", "quoting", "public", "followers", "friends", "group")
"""Whether somebody shares it, what it has, and its visibility."""


def kinds_of(entries: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Return how many entries are of each kind; one is of several. Raises ValueError where a kind is missing."""
    found = Counter(kind for entry in entries for kind in _kinds(entry))
    if missing := [kind for kind in KINDS if not found[kind]]:
        raise ValueError(f"no page of a feed has entries of these kinds: {', '.join(missing)}")
    return {kind: found[kind] for kind in KINDS}


def _kinds(entry: dict[str, Any]) -> list[str]:
    kinds = ["shared" if entry["shared_by"] else "alone", entry["visibility"]]
    return [*kinds, *["with pictures"] * bool(entry["media"]), *["quoting"] * bool(entry["quote"])]
