"""Posts of some days: their ids are UUIDv7, so a time is a place among them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.http.paging import HIGHEST, LOWEST
from chassis.ids import lowest_of
from posts.models.post import PostQuerySet


@dataclass(frozen=True)
class Days:
    """From ``since`` on, and before ``until``; None is no bound."""

    since: datetime | None = None
    until: datetime | None = None

    @property
    def bounds(self) -> tuple[UUID, UUID]:
        """Return the lowest id of a post of these days, and one above the highest."""
        return lowest_of(self.since) if self.since else LOWEST, lowest_of(self.until) if self.until else HIGHEST

    @property
    def ids(self) -> dict[str, UUID]:
        """Return the bounds as the parameters ``since`` and ``until`` of a statement."""
        return dict(zip(("since", "until"), self.bounds, strict=True))

    def of(self, posts: PostQuerySet) -> PostQuerySet:
        """Keep the posts of these days."""
        return posts.between(*self.bounds) if self.since or self.until else posts


ANY_DAY = Days()
