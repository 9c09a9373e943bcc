"""How many rows of a list a viewer is shown: not those of accounts that it blocks or is blocked by."""

from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from relations.audience import has_blocks, is_blocked

MAX_CHECKED = 100
"""Of more rows none are left out of the count: one post may have a million likes."""


def shown_count(count: str, rows: QuerySet, *, author: str, viewer_id: UUID | None) -> Any:
    """Return the expression of a stored count without the rows of accounts that are blocked; None is anonymous.

    ``rows`` are those that ``count`` counts, found by an index; ``author`` is their column with the account. Viewers
    without blocks, as most, cost one look-up in a statement.
    """
    if viewer_id is None:
        return F(count)
    blocked = rows.filter(is_blocked(viewer_id, author=author)).order_by()
    counted = blocked.annotate(all=Value(1)).values("all").annotate(found=Count("pk")).values("found")
    checked = When(has_blocks(viewer_id), then=Coalesce(Subquery(counted), Value(0)))
    few = When(**{f"{count}__range": (1, MAX_CHECKED)}, then=Case(checked, default=Value(0)))
    return F(count) - Case(few, default=Value(0))
