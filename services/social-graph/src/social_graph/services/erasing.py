"""What happens to the relations of an erased account: all of them end, in steps."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from social_graph.models import Block, Friend, Friendship, Member, Mute, Outcome, State
from social_graph.models.group import RELATED
from social_graph.services.blocks import block_drop
from social_graph.services.follows import follows_change_some
from social_graph.services.friends import friendship_drop
from social_graph.services.locks import pair_lock
from social_graph.services.mutes import mute_drop
from social_graph.services.owners import member_drop
from social_graph.services.suggestions import dismissals_erase_some

PAIRS_AT_ONCE = 50
"""How many blocks, mutes, friendships and memberships a step ends: each takes its own lock and statements."""
WAITING_OR_FRIENDS = [Friend.FRIENDS, Friend.SENT, Friend.RECEIVED]
ENDS = [(end, state) for end in ("follower_id", "followee_id") for state in (State.ACTIVE, State.REQUESTED)]
Drop = Callable[[], object]


@transaction.atomic(savepoint=False)
def relations_erase(*, account_id: UUID) -> bool:
    """End the next relations of an erased account; return whether some may be left.

    A group whose last owner it was gets another one, or ends with its last member (``owners.member_drop``). A step
    locks follows of one direction only (``services``). Emits an event for each relation.
    """
    for end, present in ENDS:
        if follows_change_some(
            account_id=account_id, end=end, present=present, state=State.NONE, outcome=Outcome.CANCELLED
        ):
            return True
    return dismissals_erase_some(account_id) or _pairs_drop(account_id)


def _pairs_drop(account_id: UUID) -> bool:
    chosen = list(islice(_drops(account_id), PAIRS_AT_ONCE))
    for drop in chosen:
        drop()
    return bool(chosen)


def _of_pair(drop: Callable[[UUID, UUID], object], one: UUID, other: UUID) -> None:
    pair_lock(one, other)
    drop(one, other)


def _drops(account_id: UUID) -> Iterator[Drop]:
    """Yield what ends each relation of the account, pairs before groups.

    Each state and direction is looked up by its own index: those that have ended are not read again by every step.
    """
    friends = (Friendship.objects.filter(account_id=account_id, state=state) for state in WAITING_OR_FRIENDS)
    for (other,) in _some(friends, "other_id"):
        yield partial(_of_pair, friendship_drop, account_id, other)
    blocks = (Block.objects.filter(**{end: account_id}, state=State.ACTIVE) for end in ("blocker_id", "blocked_id"))
    for one, other in _some(blocks, "blocker_id", "blocked_id"):
        yield partial(_of_pair, block_drop, one, other)
    mutes = (Mute.objects.filter(**{end: account_id}, state=State.ACTIVE) for end in ("muter_id", "muted_id"))
    for one, other in _some(mutes, "muter_id", "muted_id"):
        yield partial(_of_pair, mute_drop, one, other)
    members = (Member.objects.filter(account_id=account_id, state=state) for state in RELATED)
    for (group_id,) in sorted(_some(members, "group_id")):
        yield partial(member_drop, group_id=group_id, account_id=account_id)


def _some(found: Iterable[QuerySet], *columns: str) -> Iterator[tuple[Any, ...]]:
    """Return the columns of the first rows of each queryset, PAIRS_AT_ONCE of all at most."""
    return islice(chain.from_iterable(rows.values_list(*columns)[:PAIRS_AT_ONCE] for rows in found), PAIRS_AT_ONCE)
