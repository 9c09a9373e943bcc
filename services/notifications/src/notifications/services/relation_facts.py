"""Follows, friendships and memberships that somebody is notified of, as data of this service."""

from uuid import UUID

from contracts.social_graph import FollowChanged, FriendshipChanged, MembershipChanged
from notifications.models import Cause, JoinRequest, Type
from notifications.models.groups import membership_id
from notifications.services.facts import Fact
from relations.kinds import ACTIVE, REQUESTED


def follow_facts(event: FollowChanged) -> list[Fact]:
    """Return what the two are notified of. The followee is not notified of a follower whom it has accepted."""
    follower_id, followee_id = event.follower_id, event.followee_id
    is_active, was_requested = event.state == ACTIVE, event.request_id is not None
    return [
        _act(Type.FOLLOW, follower_id, followee_id, event, is_active=is_active and not was_requested),
        _act(Type.FOLLOW_REQUEST, follower_id, followee_id, event, is_active=event.state == REQUESTED),
        _act(Type.FOLLOW_ACCEPTED, followee_id, follower_id, event, is_active=is_active and was_requested),
    ]


def friend_facts(event: FriendshipChanged) -> list[Fact]:
    """Return what the two are notified of; the one that has asked, of the acceptance."""
    pairs = [(event.first_id, event.second_id, "first_asked"), (event.second_id, event.first_id, "second_asked")]
    facts = []
    for asking_id, asked_id, waits in pairs:
        is_accepted = event.state == ACTIVE and event.requested_by == asking_id
        facts.append(_act(Type.FRIEND_REQUEST, asking_id, asked_id, event, is_active=event.state == waits))
        facts.append(_act(Type.FRIEND_ACCEPTED, asked_id, asking_id, event, is_active=is_accepted))
    return facts


def _act(
    kind: Type, sender_id: UUID, recipient_id: UUID, event: FollowChanged | FriendshipChanged, *, is_active: bool
) -> Fact:
    """Return what one account does to another. Acts of several on one recipient are grouped: it is the target."""
    return Fact(
        type=kind,
        subject_id=recipient_id,
        sender_id=sender_id,
        recipient_id=recipient_id,
        target_id=recipient_id,
        post_id=None,
        version=event.version,
        is_active=is_active,
        occurred_at=event.changed_at,
    )


def invitation_fact(event: MembershipChanged, *, sender_id: UUID, is_active: bool) -> Fact:
    """Return that an account is invited by a member, or no longer."""
    return Fact(
        type=Type.GROUP_INVITATION,
        subject_id=membership_id(group_id=event.group_id, account_id=event.account_id),
        sender_id=sender_id,
        recipient_id=event.account_id,
        target_id=event.group_id,
        post_id=None,
        version=event.version,
        is_active=is_active,
        occurred_at=event.changed_at,
    )


def request_fact(request: JoinRequest, *, recipient_id: UUID) -> Fact:
    """Return that a request to join a group waits for a moderator's answer."""
    return Fact(
        type=Type.GROUP_REQUEST,
        subject_id=membership_id(group_id=request.group_id, account_id=recipient_id),
        sender_id=request.account_id,
        recipient_id=recipient_id,
        target_id=request.group_id,
        post_id=None,
        version=request.version,
        is_active=True,
        occurred_at=request.requested_at,
    )


def request_end_fact(cause: Cause) -> Fact:
    """Return that the request of an active cause does not wait any more: that is a newer version of the membership."""
    notification = cause.notification
    if notification is None:
        raise ValueError("an active cause belongs to a notification")
    return Fact(
        type=Type.GROUP_REQUEST,
        subject_id=cause.subject_id,
        sender_id=cause.sender_id,
        recipient_id=notification.recipient_id,
        target_id=notification.target_id,
        post_id=None,
        version=cause.version + 1,
        is_active=False,
        occurred_at=cause.occurred_at,
    )
