"""How many rows PostgreSQL reads for an answer, from the plans of the statements and not from their time."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

READS = ("SELECT", "WITH", "EXECUTE")


def rows_read(act: Callable[[], Any]) -> int:
    """Call a function, and return how many rows the scans of all its SELECTs read, including those filtered out."""
    with CaptureQueriesContext(connection) as captured:
        act()
    statements = [query["sql"] for query in captured if query["sql"].lstrip(" (\n").startswith(READS)]
    assert statements
    return sum(_rows(node) for statement in statements for node in _scans(_plan(statement)))


def _plan(statement: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
        (found,) = cursor.fetchone()
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def _scans(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "Scan" in node["Node Type"]:
        yield node
    for inner in node.get("Plans", []):
        yield from _scans(inner)


def _rows(node: dict[str, Any]) -> int:
    dropped = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return (node["Actual Rows"] + dropped) * node["Actual Loops"]
