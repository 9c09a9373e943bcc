"""Whom an account may want to follow, and why; read from the relations as they are now.

The statement reads at most MOST_NEAR times MOST_FAR edges of each kind, the newest, however many there are.
"""

from typing import Any, NamedTuple
from uuid import UUID

from chassis.database.prepared import PreparedText
from relations.audience import MAY_SEE_ACCOUNT
from social_graph.selectors.people import cards_by_id

MOST_NEAR = 100
"""How many of the viewer's own friends and followees are looked at, the newest."""
MOST_FAR = 100
"""How many friends and followees of each of them are looked at."""
FRIEND_WEIGHT = 3
"""How many accounts that the viewer follows count as much as one friend."""
SUGGEST = PreparedText(
    f"""
    WITH followed AS (
        SELECT followee_id AS id FROM social_graph_follow
        WHERE follower_id = $1 AND state = 'active' ORDER BY position DESC LIMIT {MOST_NEAR}
    ), friend AS (
        SELECT other_id AS id FROM social_graph_friendship
        WHERE account_id = $1 AND state = 'friends' ORDER BY position DESC LIMIT {MOST_NEAR}
    ), candidate (id, friends, followed, popular) AS (
        SELECT far.id, 0, 1, 0 FROM followed CROSS JOIN LATERAL (
            SELECT followee_id AS id FROM social_graph_follow
            WHERE follower_id = followed.id AND state = 'active' ORDER BY position DESC LIMIT {MOST_FAR}
        ) AS far WHERE NOT EXISTS (SELECT FROM person WHERE person.id = followed.id AND hides_connections)
        UNION ALL
        SELECT far.id, 1, 0, 0 FROM friend CROSS JOIN LATERAL (
            SELECT other_id AS id FROM social_graph_friendship
            WHERE account_id = friend.id AND state = 'friends' ORDER BY position DESC LIMIT {MOST_FAR}
        ) AS far WHERE NOT EXISTS (SELECT FROM person WHERE person.id = friend.id AND hides_connections)
        AND (NOT EXISTS (
            SELECT FROM standing WHERE account_id = friend.id AND kind = 'privacy' AND state = 'private'
        ) OR EXISTS (
            SELECT FROM social_graph_follow
            WHERE follower_id = $1 AND followee_id = friend.id AND state = 'active'
        ))
        UNION ALL
        SELECT account_id, 0, 0, followers_count FROM social_graph_popular
    ), ranked AS (
        SELECT id, sum(friends) AS friends, sum(followed) AS followed, sum(popular) AS popular
        FROM candidate WHERE id <> $1 GROUP BY id
    )
    SELECT id, friends::int, followed::int, popular > 0 FROM ranked
    WHERE NOT EXISTS (
        SELECT FROM social_graph_follow WHERE follower_id = $1 AND followee_id = ranked.id AND state <> 'none'
    ) AND NOT EXISTS (
        SELECT FROM social_graph_friendship WHERE account_id = $1 AND other_id = ranked.id AND state <> 'none'
    ) AND NOT EXISTS (
        SELECT FROM social_graph_mute WHERE muter_id = $1 AND muted_id = ranked.id AND state = 'active'
    ) AND NOT EXISTS (
        SELECT FROM social_graph_dismissal WHERE account_id = $1 AND dismissed_id = ranked.id
    ) AND EXISTS (SELECT FROM person WHERE person.id = ranked.id AND is_discoverable)
    AND {MAY_SEE_ACCOUNT.format(viewer="$1", author="ranked.id")}
    ORDER BY {FRIEND_WEIGHT} * friends + followed DESC, popular DESC, id LIMIT $2
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
    who is not discoverable. Accounts that hide their connections from the viewer give no reasons.
    """
    rows = SUGGEST.rows(viewer_id, most)
    cards = cards_by_id([account_id for account_id, *_ in rows])
    return [Suggestion(cards[account_id], _reasons(*why)) for account_id, *why in rows]


def _reasons(friends: int, followed: int, is_popular: bool) -> list[dict[str, Any]]:
    counted = [("friends_of_friends", friends), ("followed_by_followed", followed)]
    reasons: list[dict[str, Any]] = [{"type": name, "count": count} for name, count in counted if count]
    return [*reasons, {"type": "popular", "count": None}] if is_popular else reasons
