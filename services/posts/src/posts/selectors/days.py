"""Posts of some days: their ids are UUIDv7, so a time is a place among them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.ids import lowest_of
from posts.models.post import PostQuerySet
from posts.selectors.keyset import NEWEST, OLDEST


@dataclass(frozen=True)
class Days:
    """From ``since`` on, and before ``until``; None is no bound."""

    since: datetime | None = None
    until: datetime | None = None

    @property
    def ids(self) -> dict[str, UUID]:
        """Return ``since``, the lowest id of a post of these days, and ``until``, above the highest one."""
        return {
            "since": lowest_of(self.since) if self.since else OLDEST,
            "until": lowest_of(self.until) if self.until else NEWEST,
        }

    def of(self, posts: PostQuerySet) -> PostQuerySet:
        """Keep the posts of these days."""
        posts = posts.filter(id__gte=self.ids["since"]) if self.since else posts
        return posts.filter(id__lt=self.ids["until"]) if self.until else posts


ANY_DAY = Days()
