"""Reads of requests: to follow, and to be friends."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from chassis.http.paging import Page, PageQuery, paginate
from relations.audience import may_see_account
from social_graph.errors import RequestNotFound
from social_graph.models import Follow, Friend, Friendship, State
from social_graph.selectors.people import cards_by_id, is_known

PENDING = "pending"
"""The state of a request that waits; otherwise its state is its ``Outcome``."""


class RelationRequest(NamedTuple):
    """A request of one account to another."""

    id: UUID | None
    sender: Any
    recipient: Any
    state: str
    created_at: datetime | None


def follow_request_get(*, request_id: UUID, viewer_id: UUID) -> Follow:
    """Return the edge of a request that the viewer has sent or got.

    Its sender may withdraw it whatever became of the recipient. Raises RequestNotFound.
    """
    sent = Q(follower_id=viewer_id) & (Q(outcome="") | Q(may_see_account(viewer_id, author="followee_id")))
    received = Q(followee_id=viewer_id) & Q(may_see_account(viewer_id, author="follower_id"))
    found = Follow.objects.filter(sent | received, request_id=request_id).first()
    if found is None:
        raise RequestNotFound
    return found


def follow_request_page(*, viewer_id: UUID, is_incoming: bool, query: PageQuery) -> Page[RelationRequest]:
    """Return the requests to follow that wait for the viewer, or that it has sent, the newest first."""
    mine, end = ("followee_id", "follower_id") if is_incoming else ("follower_id", "followee_id")
    edges: QuerySet = Follow.objects.filter(**{mine: viewer_id}, state=State.REQUESTED)
    page = paginate(edges.filter(is_known(end), may_see_account(viewer_id, author=end)), query, key="position")
    return page.map(follow_requests_shown)


def follow_requests_shown(edges: Sequence[Follow]) -> list[RelationRequest]:
    """Return requests to follow as they are shown; one query."""
    cards = cards_by_id([each for edge in edges for each in (edge.follower_id, edge.followee_id)])
    return [_follow_request(edge, cards) for edge in edges]


def _follow_request(edge: Any, cards: dict[UUID, Any]) -> RelationRequest:
    sender, recipient = cards[edge.follower_id], cards[edge.followee_id]
    return RelationRequest(edge.request_id, sender, recipient, edge.outcome or PENDING, edge.requested_at)


def friend_request_get(*, request_id: UUID, viewer_id: UUID) -> Friendship:
    """Return the viewer's row of a friendship that it has asked for or was asked for.

    Its sender may withdraw it whatever became of the recipient. Raises RequestNotFound.
    """
    may_answer = Q(requested_by=viewer_id, outcome="") | Q(may_see_account(viewer_id, author="other_id"))
    found = Friendship.objects.filter(may_answer, account_id=viewer_id, request_id=request_id).first()
    if found is None:
        raise RequestNotFound
    return found


def friend_request_page(*, viewer_id: UUID, is_incoming: bool, query: PageQuery) -> Page[RelationRequest]:
    """Return the friend requests that wait for the viewer, or that it has sent, the newest first."""
    state = Friend.RECEIVED if is_incoming else Friend.SENT
    rows: QuerySet = Friendship.objects.filter(account_id=viewer_id, state=state)
    page = paginate(
        rows.filter(is_known("other_id"), may_see_account(viewer_id, author="other_id")), query, key="position"
    )
    return page.map(friend_requests_shown)


def friend_requests_shown(rows: Sequence[Friendship]) -> list[RelationRequest]:
    """Return friend requests as they are shown; one query."""
    cards = cards_by_id([each for row in rows for each in (row.account_id, row.other_id)])
    return [_friend_request(row, cards) for row in rows]


def _friend_request(row: Friendship, cards: dict[UUID, Any]) -> RelationRequest:
    is_mine = row.requested_by == row.account_id
    sender, recipient = (row.account_id, row.other_id) if is_mine else (row.other_id, row.account_id)
    return RelationRequest(row.request_id, cards[sender], cards[recipient], row.outcome or PENDING, row.requested_at)
