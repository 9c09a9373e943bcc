"""Repairs of counts."""

from uuid import UUID

from profiles.projections.connections import follow_counts_repair
from profiles.projections.posts import post_counts_repair


def counts_repair() -> dict[str, list[UUID]]:
    """Count everything again, in short transactions. Return, by kind of count, the accounts whose counts were wrong."""
    return {"follows": follow_counts_repair(), "posts": post_counts_repair()}
