"""What happens to the relations of an erased account: all of them end, in steps."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from social_graph.models import Block, Friend, Friendship, Member, MemberState, Mute, Outcome, State
from social_graph.services.blocks import block_drop
from social_graph.services.follows import follows_change_some
from social_graph.services.friends import friendship_drop
from social_graph.services.locks import pair_lock
from social_graph.services.mutes import mute_drop
from social_graph.services.owners import member_drop
from social_graph.services.suggestions import dismissals_erase

PAIRS_AT_ONCE = 50
"""How many blocks, mutes, friendships and memberships a step ends: each takes its own lock and statements."""
LISTED = [MemberState.ACTIVE, MemberState.REQUESTED, MemberState.INVITED, MemberState.BANNED]
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
    dismissals_erase(account_id)
    return _pairs_drop(account_id)


def _pairs_drop(account_id: UUID) -> bool:
    chosen = list(islice(_drops(account_id), PAIRS_AT_ONCE))
    for drop in chosen:
        drop()
    return bool(chosen)


def _of_pair(drop: Callable[[UUID, UUID], object], one: UUID, other: UUID) -> None:
    pair_lock(one, other)
    drop(one, other)


def _drops(account_id: UUID) -> Iterator[Drop]:
    """Yield what ends each relation of the account, pairs before groups."""
    friends = Friendship.objects.filter(account_id=account_id, state__in=[Friend.FRIENDS, Friend.SENT, Friend.RECEIVED])
    for other in friends.values_list("other_id", flat=True)[:PAIRS_AT_ONCE]:
        yield partial(_of_pair, friendship_drop, account_id, other)
    blocks = Block.objects.filter(Q(blocker_id=account_id) | Q(blocked_id=account_id), state=State.ACTIVE)
    for one, other in blocks.values_list("blocker_id", "blocked_id")[:PAIRS_AT_ONCE]:
        yield partial(_of_pair, block_drop, one, other)
    mutes = Mute.objects.filter(Q(muter_id=account_id) | Q(muted_id=account_id), state=State.ACTIVE)
    for one, other in mutes.values_list("muter_id", "muted_id")[:PAIRS_AT_ONCE]:
        yield partial(_of_pair, mute_drop, one, other)
    members = Member.objects.filter(account_id=account_id, state__in=LISTED).order_by("group_id")
    for group_id in members.values_list("group_id", flat=True)[:PAIRS_AT_ONCE]:
        yield partial(member_drop, group_id=group_id, account_id=account_id)
