"""One search as the view makes it, and the indexes that its statements use."""

import json
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from chassis.http.paging import START, PageQuery
from profiles.models import Profile
from profiles.selectors.search import profile_search

PAGE = 20


def search(text: str, viewer_id: UUID | None) -> list[Profile]:
    """Return the first page."""
    return profile_search(text=text, viewer_id=viewer_id, query=PageQuery(PAGE, START, "bench")).results


def indexes_of(text: str, viewer_id: UUID | None) -> str:
    """Return what the statements of a search use: indexes, and tables that are read as a whole."""
    with CaptureQueriesContext(connection) as captured:
        search(text, viewer_id)
    used: dict[str, None] = {}
    for query in captured:
        if query["sql"].startswith("EXECUTE"):
            used |= dict.fromkeys(_used(query["sql"]))
    return ", ".join(used)


def _used(statement: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
        (found,) = cursor.fetchone()
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return _names(plan)


def _names(node: dict) -> list[str]:
    own = [node["Index Name"]] if "Index Name" in node else []
    if node["Node Type"] == "Seq Scan":
        own = [f"all of {node['Relation Name']}"]
    return own + [name for inner in node.get("Plans", []) for name in _names(inner)]
