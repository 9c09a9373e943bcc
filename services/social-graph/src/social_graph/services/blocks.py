"""Blocking: neither of the two sees anything of the other, and what they had with each other ends."""

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from chassis.events.outbox import emit
from chassis.ids import uuid7
from contracts import Event
from relations.kinds import Kind
from relations.offering import confirm
from relations.people.errors import AccountNotFound
from relations.people.selectors import person_is_known
from relations.services import ties_apply
from relations.states import block_state
from social_graph.errors import CannotBlockYourself
from social_graph.events import block_changed, follow_changed, friendship_changed
from social_graph.models import Block, State
from social_graph.services.follows import follows_drop
from social_graph.services.friends import friendship_drop
from social_graph.services.locks import pair_lock


def block(*, blocker_id: UUID, blocked_id: UUID) -> bool:
    """Block an account; blocking it again confirms it again.

    Follows, the friendship and requests of the two end, in both directions. Returns whether every service that shows
    content has applied all of it; otherwise the others apply the events. An account that is hidden from the blocker may
    be blocked: refusing that would reveal who blocks the blocker. Raises CannotBlockYourself, and AccountNotFound when
    the account is not known.
    Emits BlockChanged, FollowChanged and FriendshipChanged for what changed.
    """
    if blocker_id == blocked_id:
        raise CannotBlockYourself("You cannot block yourself.")
    with transaction.atomic():
        pair_lock(blocker_id, blocked_id)
        row = _row(blocker_id, blocked_id)
        if row is None or row.state != State.ACTIVE:
            _known_check(blocked_id)
            row = _write(row or Block(blocker_id=blocker_id, blocked_id=blocked_id, version=0), State.ACTIVE)
        events = [block_changed(row), *_others_dropped(blocker_id, blocked_id)]
    return confirm(events)


def unblock(*, blocker_id: UUID, blocked_id: UUID) -> bool:
    """Unblock an account; what the two had with each other before is not restored.

    Returns whether every service that shows content has applied it. Raises AccountNotFound when the account was never
    blocked, and is not known.
    Emits BlockChanged when it was blocked.
    """
    with transaction.atomic():
        pair_lock(blocker_id, blocked_id)
        row = _row(blocker_id, blocked_id)
        if row is None:
            _known_check(blocked_id)
            return True
        if row.state == State.ACTIVE:
            row = _write(row, State.NONE)
    return confirm([block_changed(row)])


def block_drop(blocker_id: UUID, blocked_id: UUID) -> None:
    """End a block of an erased account. The caller holds the lock of the pair. Emits BlockChanged."""
    row = _row(blocker_id, blocked_id)
    if row is not None and row.state == State.ACTIVE:
        _write(row, State.NONE)


def _others_dropped(one: UUID, other: UUID) -> Iterator[Event]:
    """End the other relations of the two, and yield their present states."""
    yield from map(follow_changed, follows_drop(one, other))
    friendship = friendship_drop(one, other)
    if friendship is not None:
        yield friendship_changed(friendship)


def _known_check(account_id: UUID) -> None:
    if not person_is_known(account_id):
        raise AccountNotFound


def _row(blocker_id: UUID, blocked_id: UUID) -> Block | None:
    return Block.objects.filter(blocker_id=blocker_id, blocked_id=blocked_id).first()


def _write(row: Block, state: State) -> Block:
    """Write a block's new state, here and into the copy that lists hide by, and emit it; return the row."""
    values = {"state": state, "version": row.version + 1, "position": uuid7(), "changed_at": Now()}
    Block.objects.update_or_create(blocker_id=row.blocker_id, blocked_id=row.blocked_id, defaults=values)
    written = Block.objects.get(blocker_id=row.blocker_id, blocked_id=row.blocked_id)
    event = block_changed(written)
    ties_apply(Kind.BLOCK, [block_state(event)])
    emit(event)
    return written
