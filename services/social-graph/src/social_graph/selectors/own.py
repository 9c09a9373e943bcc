"""What only its owner sees: blocks, mutes, friends."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from chassis.http.paging import Page, PageQuery, paginate
from relations.audience import may_see_account
from social_graph.models import Block, Friend, Friendship, Mute, State
from social_graph.selectors.connections import ends_of
from social_graph.selectors.people import Shown, cards_by_id, is_known, people_page

Exported = list[tuple[UUID, dict[str, Any]]]


def block_page(*, account_id: UUID, query: PageQuery) -> Page[dict[str, Any]]:
    """Return those whom an account blocks, the newest first, whatever has become of them: they can be unblocked."""
    blocks = Block.objects.filter(is_known("blocked_id"), blocker_id=account_id, state=State.ACTIVE)
    return paginate(blocks, query, key="position").map(_blocks)


def _blocks(rows: list[Block]) -> list[dict[str, Any]]:
    cards = cards_by_id([row.blocked_id for row in rows])
    return [{"account": cards[row.blocked_id], "created_at": row.changed_at} for row in rows]


def mute_page(*, account_id: UUID, query: PageQuery) -> Page[dict[str, Any]]:
    """Return those whom an account mutes now and may see, the newest first; the others it can still unmute."""
    shown = is_known("muted_id") & Q(may_see_account(account_id, author="muted_id"))
    mutes = Mute.objects.in_force().filter(shown, muter_id=account_id)
    return paginate(mutes, query, key="position").map(mutes_shown)


def mutes_shown(rows: list[Mute]) -> list[dict[str, Any]]:
    """Return mutes as their owner sees them; one query."""
    cards = cards_by_id([row.muted_id for row in rows])
    return [
        {
            "account": cards[row.muted_id],
            "until": row.until,
            "hides_notifications": row.hides_notifications,
            "created_at": row.changed_at,
        }
        for row in rows
    ]


def friend_page(*, account_id: UUID, query: PageQuery) -> Page[Shown]:
    """Return the friends of an account, for itself, the newest first."""
    rows = Friendship.objects.filter(account_id=account_id, state=Friend.FRIENDS)
    return people_page(rows, "other_id", account_id, query)


def blocked_by(*, account_id: UUID, after: UUID | None, limit: int) -> Exported:
    """Return whom an account blocks, for its export."""
    return ends_of(Block.objects.filter(blocker_id=account_id, state=State.ACTIVE), "blocked_id", None, after, limit)


def muted_by(*, account_id: UUID, after: UUID | None, limit: int) -> Exported:
    """Return whom an account mutes, for its export."""
    return ends_of(Mute.objects.in_force().filter(muter_id=account_id), "muted_id", account_id, after, limit)


def friends_of(*, account_id: UUID, after: UUID | None, limit: int) -> Exported:
    """Return the friends of an account, for its export."""
    return ends_of(
        Friendship.objects.filter(account_id=account_id, state=Friend.FRIENDS), "other_id", account_id, after, limit
    )


def friend_requests_sent_by(*, account_id: UUID, after: UUID | None, limit: int) -> Exported:
    """Return whom an account has asked to be friends, for its export."""
    return ends_of(
        Friendship.objects.filter(account_id=account_id, state=Friend.SENT), "other_id", account_id, after, limit
    )


def friend_requests_to(*, account_id: UUID, after: UUID | None, limit: int) -> Exported:
    """Return who has asked an account to be friends, for its export."""
    return ends_of(
        Friendship.objects.filter(account_id=account_id, state=Friend.RECEIVED), "other_id", account_id, after, limit
    )
