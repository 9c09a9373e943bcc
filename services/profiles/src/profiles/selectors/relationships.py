"""How a viewer and other accounts stand to each other, from the ties that ``relations`` keeps."""

from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from profiles.models import ProfileQuerySet
from relations.kinds import ACTIVE, NONE, Kind
from relations.models import Tie

FOLLOWING = {ACTIVE, "requested"}
FRIEND = {
    (ACTIVE, True): "friends",
    (ACTIVE, False): "friends",
    ("first_asked", True): "sent",
    ("first_asked", False): "received",
    ("second_asked", True): "received",
    ("second_asked", False): "sent",
}
"""By the state of the tie of two friends, and whether the viewer is its source: what the viewer is to the other."""


def with_relationship(profiles: ProfileQuerySet, viewer_id: UUID) -> ProfileQuerySet:
    """Annotate profiles with the states of the ties between the viewer and each account.

    What an account may know of others' ties to it is not a block or a mute. Who is blocked, or blocks, has no profile
    here: the viewer may not see it.
    """
    other = OuterRef("id")
    return profiles.annotate(
        following_state=_state(Kind.FOLLOW, viewer_id, other),
        followed_state=_state(Kind.FOLLOW, other, viewer_id),
        friend_state=_state(Kind.FRIEND, viewer_id, other),
        friend_state_back=_state(Kind.FRIEND, other, viewer_id),
        muting_state=_state(Kind.MUTE, viewer_id, other),
    )


def relationship_of(profile: Any) -> dict[str, Any]:
    """Return how the viewer and the account of an annotated profile stand to each other."""
    friend = FRIEND.get((profile.friend_state, True)) or FRIEND.get((profile.friend_state_back, False))
    return {
        "following": profile.following_state if profile.following_state in FOLLOWING else NONE,
        "followed_by": profile.followed_state == ACTIVE,
        "friend": friend or NONE,
        "blocking": False,
        "muting": profile.muting_state == ACTIVE,
    }


def _state(kind: Kind, source: Any, target: Any) -> Subquery:
    ties = Tie.objects.filter(kind=kind, source_id=source, target_id=target)
    return Subquery(ties.values("state")[:1])
