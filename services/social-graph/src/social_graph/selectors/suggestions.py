"""Whom an account may want to follow, and why; read from the relations as they are now.

The statement reads at most MOST_NEAR times MOST_FAR edges of each kind, the newest, however many there are. Candidates
are ordered first, and then looked up one by one until enough are found: of thousands most are never looked up.
"""

from typing import Any, NamedTuple
from uuid import UUID

from chassis.database.prepared import PreparedText
from relations.audience import MAY_SEE_ACCOUNT, found
from social_graph.selectors.people import cards_by_id

MOST_NEAR = 100
"""How many of the viewer's own friends and followees are looked at, the newest."""
MOST_FAR = 100
"""How many friends and followees of each of them are looked at."""
FRIEND_WEIGHT = 3
"""How many accounts that the viewer follows count as much as one friend."""
HIDES_CONNECTIONS = found("person WHERE person.id = near.id AND hides_connections")
IS_PRIVATE = found("standing AS held WHERE held.account_id = near.id AND kind = 'privacy' AND held.state = 'private'")
UNWANTED = "({})".format(
    " OR ".join(
        found(f"social_graph_{rows}")
        for rows in (
            "follow WHERE follower_id = $1 AND followee_id = best.id AND state <> 'none'",
            "friendship WHERE account_id = $1 AND other_id = best.id AND state <> 'none'",
            "mute WHERE muter_id = $1 AND muted_id = best.id AND state = 'active'",
            "dismissal WHERE account_id = $1 AND dismissed_id = best.id",
        )
    )
)
"""Whether the viewer has to do with an account already, or does not want to see it."""
SUGGEST = PreparedText(
    f"""
    WITH followed AS (
        SELECT id FROM (
            SELECT followee_id AS id FROM social_graph_follow
            WHERE follower_id = $1 AND state = 'active' ORDER BY position DESC LIMIT {MOST_NEAR}
        ) AS near WHERE NOT {HIDES_CONNECTIONS}
    ), friend AS (
        SELECT id FROM (
            SELECT other_id AS id FROM social_graph_friendship
            WHERE account_id = $1 AND state = 'friends' ORDER BY position DESC LIMIT {MOST_NEAR}
        ) AS near WHERE NOT {HIDES_CONNECTIONS} AND (NOT {IS_PRIVATE} OR {
        found("social_graph_follow WHERE follower_id = $1 AND followee_id = near.id AND state = 'active'")
    })
    ), candidate (id, friends, followed, popular) AS (
        SELECT far.id, 0, 1, 0 FROM followed CROSS JOIN LATERAL (
            SELECT followee_id AS id FROM social_graph_follow
            WHERE follower_id = followed.id AND state = 'active' ORDER BY position DESC LIMIT {MOST_FAR}
        ) AS far
        UNION ALL
        SELECT far.id, 1, 0, 0 FROM friend CROSS JOIN LATERAL (
            SELECT other_id AS id FROM social_graph_friendship
            WHERE account_id = friend.id AND state = 'friends' ORDER BY position DESC LIMIT {MOST_FAR}
        ) AS far
        UNION ALL
        SELECT account_id, 0, 0, followers_count FROM social_graph_popular
    ), reached AS (
        SELECT id, sum(friends) AS friends, sum(followed) AS followed, sum(popular) AS popular
        FROM candidate WHERE id <> $1 GROUP BY id
    ), known AS MATERIALIZED (
        SELECT id, followed, popular,
            CASE WHEN friends = 0 OR {HIDES_CONNECTIONS} OR {IS_PRIVATE} THEN 0 ELSE friends END AS friends
        FROM reached AS near
    ), ranked AS (
        SELECT *, {FRIEND_WEIGHT} * friends + followed AS score FROM known WHERE friends + followed + popular > 0
    )
    SELECT id, friends::int, followed::int, popular > 0
    FROM (SELECT * FROM ranked ORDER BY score DESC, popular DESC, id) AS best
    WHERE NOT {UNWANTED} AND {found("person WHERE person.id = best.id AND is_discoverable")}
    AND {MAY_SEE_ACCOUNT.format(viewer="$1", author="best.id")}
    ORDER BY score DESC, popular DESC, id LIMIT $2
    """,  # noqa: S608 - constants of this module and of the audience
    ["uuid", "bigint"],
)


class Suggestion(NamedTuple):
    """An account that the viewer may want to follow, and why."""

    account: Any
    reasons: list[dict[str, Any]]


def suggestions_get(*, viewer_id: UUID, most: int) -> list[Suggestion]:
    """Return whom the viewer may want to follow, those with the most reasons first; two queries.

    Nobody whom it follows, has asked, is friends with, mutes or has dismissed, nobody whom it may not see, and nobody
    who is not discoverable. Accounts that hide their connections from the viewer give no reasons, and a friendship with
    one of them is none.
    """
    rows = SUGGEST.rows(viewer_id, most)
    cards = cards_by_id([account_id for account_id, *_ in rows])
    return [Suggestion(cards[account_id], _reasons(*why)) for account_id, *why in rows]


def _reasons(friends: int, followed: int, is_popular: bool) -> list[dict[str, Any]]:
    counted = [("friends_of_friends", friends), ("followed_by_followed", followed)]
    reasons: list[dict[str, Any]] = [{"type": name, "count": count} for name, count in counted if count]
    return [*reasons, {"type": "popular", "count": None}] if is_popular else reasons
