"""Keyset pagination in SQL: the comparisons from a place in a list, and the places before all and after all posts."""

from uuid import UUID

OLDER, NEWER = {"beyond": "<", "order": "DESC"}, {"beyond": ">", "order": "ASC"}
"""What ``{beyond}`` and ``{order}`` are in a query of what is older than a place, or newer; the nearest comes first."""
OLDEST, NEWEST = UUID(int=0), UUID(int=2**128 - 1)
"""Below and above every id."""
