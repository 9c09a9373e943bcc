"""How many rows PostgreSQL reads for an answer, from the plans of the statements and not from their time."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

READS = ("SELECT", "WITH", "EXECUTE")


@dataclass(frozen=True)
class Reads:
    """What statements read."""

    rows: int
    """That the scans read, including those filtered out."""
    buffers: int
    """Of 8 KiB each, from the cache of PostgreSQL or from elsewhere."""
    whole: frozenset[str]
    """The tables that sequential scans read."""
    sorted: int
    """The most rows that one sort put in order."""


def rows_read(act: Callable[[], Any]) -> int:
    """Call a function, and return how many rows the scans of all its SELECTs read, including those filtered out."""
    return reads_of(act).rows


def reads_of(act: Callable[[], Any]) -> Reads:
    """Call a function, and return what all its SELECTs read."""
    with CaptureQueriesContext(connection) as captured:
        act()
    statements = [query["sql"] for query in captured if query["sql"].lstrip(" (\n").startswith(READS)]
    assert statements
    plans = list(map(_plan, statements))
    nodes = [node for plan in plans for node in _nodes(plan)]
    return Reads(
        rows=sum(_rows(node) for node in nodes if "Scan" in node["Node Type"]),
        buffers=sum(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] for plan in plans),
        whole=frozenset(node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"),
        sorted=max(
            (_rows(inner) for node in nodes if "Sort" in node["Node Type"] for inner in node["Plans"]), default=0
        ),
    )


def _plan(statement: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}")
        (found,) = cursor.fetchone()
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", []):
        yield from _nodes(inner)


def _rows(node: dict[str, Any]) -> int:
    dropped = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return (node["Actual Rows"] + dropped) * node["Actual Loops"]
