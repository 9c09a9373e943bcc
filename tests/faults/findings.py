"""What is found wrong: a kind, which the result counts, and a sentence."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

Findings = Iterator[tuple[str, str]]


def same(what: str, expected: Any, seen: Any) -> Findings:
    """Yield a finding unless both are equal."""
    if expected != seen:
        yield "drift", f"{what}: expected {str(expected)[:300]}, seen {str(seen)[:300]}"


def twice(where: str, values: Sequence[Any]) -> Findings:
    """Yield a finding for each value that is there more than once."""
    for value, count in Counter(values).items():
        if count > 1:
            yield "duplicated", f"{where}: {value} {count} times"
