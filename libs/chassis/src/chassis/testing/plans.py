"""How many rows PostgreSQL reads for an answer, from the plans of the statements and not from their time."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

READS = ("SELECT", "WITH", "EXECUTE")
PLAN_MODES = ("force_custom_plan", "force_generic_plan")
"""Values of ``plan_cache_mode``: a prepared statement is planned for the values of one use, or once for all values.

PostgreSQL chooses one of the two by what it expects them to cost.
"""


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


def reads_of(act: Callable[[], Any], modes: Sequence[str] = ("auto",)) -> Reads:
    """Call a function, and return what all its SELECTs read, each with that plan of ``modes`` that reads the most.

    What is read as a whole, and the largest sort, are those of all the plans.
    """
    with CaptureQueriesContext(connection) as captured:
        act()
    statements = [query["sql"] for query in captured if query["sql"].lstrip(" (\n").startswith(READS)]
    assert statements
    found = [[_explained(each, mode) for mode in modes] for each in statements]
    nodes = [node for plans in found for plan in plans for node in _nodes(plan)]
    plans = [max(plans, key=_rows_of_plan) for plans in found]
    return Reads(
        rows=sum(map(_rows_of_plan, plans)),
        buffers=sum(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] for plan in plans),
        whole=frozenset(node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"),
        sorted=max(
            (_rows(inner) for node in nodes if "Sort" in node["Node Type"] for inner in node["Plans"]), default=0
        ),
    )


def _explained(statement: str, mode: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        if mode != "auto":
            cursor.execute("SELECT set_config('plan_cache_mode', %s, false)", [mode])
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}")
        (found,) = cursor.fetchone()
        if mode != "auto":
            cursor.execute("SET plan_cache_mode TO DEFAULT")
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def _rows_of_plan(plan: dict[str, Any]) -> int:
    return sum(_rows(node) for node in _nodes(plan) if "Scan" in node["Node Type"])


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", []):
        yield from _nodes(inner)


def _rows(node: dict[str, Any]) -> int:
    dropped = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return (node["Actual Rows"] + dropped) * node["Actual Loops"]
