"""Counts of followers, followees and friends: the ties of ``relations``, counted when they change."""

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from chassis.database.prepared import PreparedText
from chassis.events.recounting import counts_recount


class FollowCount(models.Model):
    """How many active ties of each kind an account has; kept apart from its profile, which may come later."""

    account_id = models.UUIDField(primary_key=True)
    """An account's id; the auth service owns it."""
    followers_count = models.BigIntegerField(default=0)
    following_count = models.BigIntegerField(default=0)
    friends_count = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        app_label = "profiles"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(followers_count__gte=0), name="followers_are_not_negative"),
            models.CheckConstraint(condition=Q(following_count__gte=0), name="following_is_not_negative"),
            models.CheckConstraint(condition=Q(friends_count__gte=0), name="friends_are_not_negative"),
        ]


# PostgreSQL checks the inserted row even where it then updates instead: hence GREATEST. A step down always finds a row,
# since the step up before it made one.
MOVE = PreparedText(
    """
    INSERT INTO profiles_followcount AS counts (account_id, followers_count, following_count, friends_count)
    SELECT account_id, GREATEST(followers, 0), GREATEST(following, 0), GREATEST(friends, 0)
    FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[])
        AS step (account_id, followers, following, friends)
    ON CONFLICT (account_id) DO UPDATE
    SET followers_count = counts.followers_count + ($2::bigint[])[array_position($1::uuid[], counts.account_id)],
        following_count = counts.following_count + ($3::bigint[])[array_position($1::uuid[], counts.account_id)],
        friends_count = counts.friends_count + ($4::bigint[])[array_position($1::uuid[], counts.account_id)]
    """,
    ["uuid[]", "bigint[]", "bigint[]", "bigint[]"],
)


def follows_count(follows: Sequence[tuple[UUID, UUID, int]]) -> None:
    """Move the counts at both ends of follows that have begun (1) or ended (-1), in the transaction of the changes.

    Each follow is a follower, a followee and the step. One statement, however many.
    """
    followers: Counter[UUID] = Counter()
    following: Counter[UUID] = Counter()
    for follower_id, followee_id, step in follows:
        followers[followee_id] += step
        following[follower_id] += step
    _move(followers, following, Counter())


def friends_count(friendships: Sequence[tuple[UUID, UUID, int]]) -> None:
    """Move the counts of both sides of friendships that have begun (1) or ended (-1); otherwise like follows."""
    friends: Counter[UUID] = Counter()
    for one, other, step in friendships:
        friends[one] += step
        friends[other] += step
    _move(Counter(), Counter(), friends)


def _move(*steps: Counter[UUID]) -> None:
    # In the order of the key, so that two workers never wait for each other in a circle.
    if ids := sorted(set().union(*steps)):
        MOVE.rows(ids, *([counter[each] for each in ids] for counter in steps))


SUSPECTS = """
    SELECT account_id FROM (
        SELECT account_id, sum(followers) AS followers, sum(following) AS following, sum(friends) AS friends FROM (
            SELECT target_id, 1, 0, 0 FROM tie WHERE kind = 'follow' AND state = 'active'
            UNION ALL SELECT source_id, 0, 1, 0 FROM tie WHERE kind = 'follow' AND state = 'active'
            UNION ALL SELECT target_id, 0, 0, 1 FROM tie WHERE kind = 'friend' AND state = 'active'
            UNION ALL SELECT source_id, 0, 0, 1 FROM tie WHERE kind = 'friend' AND state = 'active'
            UNION ALL SELECT account_id, 0, 0, 0 FROM profiles_followcount
        ) AS edge (account_id, followers, following, friends)
        GROUP BY account_id
    ) AS counted LEFT JOIN profiles_followcount AS counts USING (account_id)
    WHERE (counts.followers_count, counts.following_count, counts.friends_count)
        IS DISTINCT FROM (counted.followers, counted.following, counted.friends)
"""
INSERT = """
    INSERT INTO profiles_followcount (account_id, followers_count, following_count)
    SELECT account_id, 0, 0 FROM unnest(%(ids)s::uuid[]) AS account_id ORDER BY account_id ON CONFLICT DO NOTHING
"""
LOCK = "SELECT FROM profiles_followcount WHERE account_id = ANY(%(ids)s::uuid[]) ORDER BY account_id FOR UPDATE"
UPDATE = """
    WITH follow AS NOT MATERIALIZED (SELECT * FROM tie WHERE kind = 'follow' AND state = 'active'),
        friend AS NOT MATERIALIZED (SELECT * FROM tie WHERE kind = 'friend' AND state = 'active')
    UPDATE profiles_followcount AS counts SET
        followers_count = counted.followers, following_count = counted.following, friends_count = counted.friends
    FROM (
        SELECT account_id,
            (SELECT count(*) FROM follow WHERE target_id = account_id) AS followers,
            (SELECT count(*) FROM follow WHERE source_id = account_id) AS following,
            (SELECT count(*) FROM friend WHERE target_id = account_id)
                + (SELECT count(*) FROM friend WHERE source_id = account_id) AS friends
        FROM unnest(%(ids)s::uuid[]) AS account_id
    ) AS counted
    WHERE counts.account_id = counted.account_id
        AND (counts.followers_count, counts.following_count, counts.friends_count)
            <> (counted.followers, counted.following, counted.friends)
    RETURNING counts.account_id
"""


def follow_counts_repair() -> list[UUID]:
    """Count again from the edges and correct what differs. Return the accounts whose counts were wrong."""
    return counts_recount(suspects=SUSPECTS, before=[INSERT, LOCK], update=UPDATE)
