"""How one account stands to others, in one query for any number of them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from chassis.database.prepared import PreparedText
from relations.audience import MAY_SEE_ACCOUNT


class Relationship(NamedTuple):
    """How a viewer and an account stand to each other, as far as the viewer may know."""

    id: UUID
    """The account."""
    following: str
    """A ``State``: whether the viewer follows the account, or has asked to."""
    followed_by: bool
    friend: str
    """A ``Friend``: what the viewer is to the account, or has asked it."""
    blocking: bool
    muting: bool


BETWEEN = PreparedText(
    f"""
    SELECT other, coalesce(there.state, 'none'), coalesce(back.state = 'active', false),
        coalesce(friendship.state, 'none'), coalesce(block.state = 'active', false),
        coalesce(mute.state = 'active' AND (mute.until IS NULL OR mute.until > now()), false)
    FROM unnest($2::uuid[]) WITH ORDINALITY AS asked (other, place)
    CROSS JOIN LATERAL (SELECT {MAY_SEE_ACCOUNT.format(viewer="$1", author="other")} AS is_visible OFFSET 0) AS seen
    LEFT JOIN social_graph_follow AS there ON is_visible AND there.follower_id = $1 AND there.followee_id = other
    LEFT JOIN social_graph_follow AS back ON is_visible AND back.follower_id = other AND back.followee_id = $1
    LEFT JOIN social_graph_friendship AS friendship
        ON is_visible AND friendship.account_id = $1 AND friendship.other_id = other
    LEFT JOIN social_graph_block AS block ON block.blocker_id = $1 AND block.blocked_id = other
    LEFT JOIN social_graph_mute AS mute ON mute.muter_id = $1 AND mute.muted_id = other
    ORDER BY place
    """,  # noqa: S608 - the audience is a constant
    ["uuid", "uuid[]"],
)


def relationships_get(*, viewer_id: UUID, account_ids: Sequence[UUID]) -> list[Relationship]:
    """Return how the viewer stands to each account, in their order, in one query.

    An account that does not exist, or that the viewer may not see, is answered as one that it has nothing to do with,
    except for what the viewer alone has done: blocking and muting.
    """
    return [Relationship(*row) for row in BETWEEN.rows(viewer_id, list(account_ids))]


def relationship_get(*, viewer_id: UUID, account_id: UUID) -> Relationship:
    """Return how the viewer stands to one account."""
    return relationships_get(viewer_id=viewer_id, account_ids=[account_id])[0]


def relationships_by_id(viewer_id: UUID | None, ids: Iterable[UUID]) -> dict[UUID, Relationship]:
    """Return how the viewer stands to others, by their ids; nothing for an anonymous viewer, and none to itself."""
    others = [account_id for account_id in ids if account_id != viewer_id]
    if viewer_id is None or not others:
        return {}
    return {each.id: each for each in relationships_get(viewer_id=viewer_id, account_ids=others)}
