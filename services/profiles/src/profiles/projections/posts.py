"""Which posts there are, and how many of them everybody may read."""

from typing import ClassVar
from uuid import UUID

from django.db import connection, models
from django.db.models import Q

from chassis.projections import apply_if_newer


class Post(models.Model):
    """The last known state of a post. A deleted one keeps its row, so that its late birth does not bring it back."""

    id = models.UUIDField(primary_key=True)
    """The post's id; the posts service owns it."""
    author_id = models.UUIDField()
    """An account's id; the auth service owns it."""
    is_counted = models.BooleanField()
    """Whether everybody may read it: a count that holds hidden posts would tell of them."""
    version = models.PositiveBigIntegerField()

    class Meta:
        app_label = "profiles"


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


def post_remember(*, post_id: UUID, author_id: UUID, is_counted: bool, version: int) -> None:
    """Keep the state of a post unless a newer one is known, and move its author's count by what changed."""
    values = {"author_id": author_id, "is_counted": is_counted}
    is_newer, before = apply_if_newer(Post, key={"id": post_id}, version=version, values=values)
    if not is_newer:
        return
    step = int(is_counted) - int(before is not None and before["is_counted"])
    if step:
        _move(author_id, step)


def _move(account_id: UUID, step: int) -> None:
    # PostgreSQL checks the inserted row even where it then updates instead: hence GREATEST.
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO profiles_postcount AS counts (account_id, posts_count)
            VALUES (%(account_id)s, GREATEST(%(step)s, 0))
            ON CONFLICT (account_id) DO UPDATE SET posts_count = counts.posts_count + %(step)s
            """,
            {"account_id": account_id, "step": step},
        )


def post_counts_repair() -> list[UUID]:
    """Count again from the posts and mend what differs. Return the accounts whose count was wrong.

    Needs a transaction; the tables are locked against handlers until its end.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE profiles_post, profiles_postcount IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(
            """
            INSERT INTO profiles_postcount AS counts (account_id, posts_count)
            SELECT account_id, SUM(posts) FROM (
                SELECT author_id, 1 FROM profiles_post WHERE is_counted
                UNION ALL SELECT account_id, 0 FROM profiles_postcount
            ) AS post (account_id, posts)
            GROUP BY account_id
            ON CONFLICT (account_id) DO UPDATE SET posts_count = EXCLUDED.posts_count
            WHERE counts.posts_count <> EXCLUDED.posts_count
            RETURNING account_id
            """
        )
        return [account_id for (account_id,) in cursor.fetchall()]
