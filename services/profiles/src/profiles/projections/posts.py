"""Which posts exist, and how many of them are public."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from chassis.database.prepared import PreparedText
from chassis.events.projections import Versioned, apply_if_newer
from chassis.events.recounting import counts_recount
from contracts.posts import PostDeleted, PostPublished


class Post(models.Model):
    """The last known state of a post. A deleted one keeps its row, so that a late PostPublished does not restore it."""

    id = models.UUIDField(primary_key=True)
    """The post's id; the posts service owns it."""
    author_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    is_counted = models.BooleanField()
    """Whether everybody may read it: a count with hidden posts would show that they exist."""
    version = models.PositiveBigIntegerField()

    class Meta:
        app_label = "profiles"
        indexes: ClassVar = [
            models.Index(fields=["author_id"], condition=Q(is_counted=True), name="counted_posts_of_author"),
        ]


class PostCount(models.Model):
    """How many public posts an account has; kept apart from its profile, which may come later."""

    account_id = models.UUIDField(primary_key=True)
    """An account's id; the auth service owns it."""
    posts_count = models.BigIntegerField(default=0)

    class Meta:
        app_label = "profiles"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(posts_count__gte=0), name="posts_are_not_negative"),
        ]


# PostgreSQL checks the inserted row even where it then updates instead: hence GREATEST.
MOVE = PreparedText(
    """
    INSERT INTO profiles_postcount AS counts (account_id, posts_count) VALUES ($1, GREATEST($2, 0))
    ON CONFLICT (account_id) DO UPDATE SET posts_count = counts.posts_count + $2
    """,
    ["uuid", "bigint"],
)


def post_remember(*, post_id: UUID, author_id: UUID, is_counted: bool, version: int) -> None:
    """Store the state of a post unless a newer one is stored, and change its author's count accordingly."""
    key, version, values = _state(post_id, author_id, is_counted=is_counted, version=version)
    is_newer, before = apply_if_newer(Post, key=key, version=version, values=values)
    if not is_newer:
        return
    step = int(is_counted) - int(before is not None and before["is_counted"])
    if step:
        MOVE.rows(author_id, step)


def _state(post_id: UUID, author_id: UUID, *, is_counted: bool, version: int) -> Versioned:
    return Versioned({"id": post_id}, version, {"author_id": author_id, "is_counted": is_counted})


def post_state(event: PostPublished | PostDeleted) -> Versioned:
    """Return what an event of an export says of a post."""
    is_counted = isinstance(event, PostPublished) and event.visibility == "public"
    return _state(event.post_id, event.author_id, is_counted=is_counted, version=event.version)


SUSPECTS = """
    SELECT account_id FROM (
        SELECT account_id, sum(posts) AS posts FROM (
            SELECT author_id, 1 FROM profiles_post WHERE is_counted
            UNION ALL SELECT account_id, 0 FROM profiles_postcount
        ) AS post (account_id, posts)
        GROUP BY account_id
    ) AS counted LEFT JOIN profiles_postcount AS counts USING (account_id)
    WHERE counts.posts_count IS DISTINCT FROM counted.posts
"""
INSERT = """
    INSERT INTO profiles_postcount (account_id, posts_count)
    SELECT account_id, 0 FROM unnest(%(ids)s::uuid[]) AS account_id ORDER BY account_id ON CONFLICT DO NOTHING
"""
LOCK = "SELECT FROM profiles_postcount WHERE account_id = ANY(%(ids)s::uuid[]) ORDER BY account_id FOR UPDATE"
UPDATE = """
    UPDATE profiles_postcount AS counts SET posts_count = counted.posts
    FROM (
        SELECT account_id, (SELECT count(*) FROM profiles_post WHERE author_id = account_id AND is_counted) AS posts
        FROM unnest(%(ids)s::uuid[]) AS account_id
    ) AS counted
    WHERE counts.account_id = counted.account_id AND counts.posts_count <> counted.posts
    RETURNING counts.account_id
"""


def post_counts_repair() -> list[UUID]:
    """Count again from the posts and correct what differs. Return the accounts whose count was wrong."""
    return counts_recount(suspects=SUSPECTS, before=[INSERT, LOCK], update=UPDATE)
