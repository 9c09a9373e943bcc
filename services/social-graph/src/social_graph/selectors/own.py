"""What only its owner sees: blocks, mutes, friends."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from chassis.http.paging import Page, PageQuery, paginate
from relations.audience import may_see_account
from social_graph.models import Block, Friend, Friendship, Mute, State
from social_graph.selectors.people import Shown, cards_by_id, is_known, people_page


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
