"""Handlers of other services' events; each calls one service."""

from collections.abc import Sequence

from chassis.events.inbox import handles, handles_together, is_rebuilding, on_batch
from contracts import Event
from contracts.accounts import DeviceAdded, ExportChanged
from contracts.posts import CommentAdded, CommentDeleted, LikeChanged, PostDeleted, PostEdited, PostPublished
from contracts.social_graph import BlockChanged, FollowChanged, FriendshipChanged, GroupChanged, MembershipChanged
from notifications.models.notification import DETAIL_MAX
from notifications.services.audience import post_remember, replies_refresh
from notifications.services.changes import comment_add, like_change, owner_notify
from notifications.services.facts import Comment, export_fact, login_fact
from notifications.services.groups import group_remove, membership_change
from notifications.services.locks import follows_lock, lock_all
from notifications.services.relation_facts import follow_facts, friend_facts
from notifications.services.removals import comment_remove, post_remove
from notifications.services.ties import ties_change
from relations.changes import TieChange, on_tie_change
from relations.kinds import ACTIVE, Kind

RECIPIENTS: dict[type[Event], tuple[str, ...]] = {
    FollowChanged: ("follower_id", "followee_id"),
    FriendshipChanged: ("first_id", "second_id"),
    BlockChanged: ("blocker_id", "blocked_id"),
    LikeChanged: ("author_id",),
    CommentAdded: ("post_author_id", "reply_to_author_id"),
    CommentDeleted: ("post_author_id",),
    DeviceAdded: ("account_id",),
    ExportChanged: ("account_id",),
}
"""By class of event, the fields with the accounts that its handlers lock."""
OBJECTS = ("post_id", "group_id")
"""The fields with the posts and groups, which are locked before accounts."""


@on_batch
def lock_batch(events: Sequence[Event]) -> None:
    """Lock posts, groups and recipients of all events. The handler of follows locks for a batch of nothing else.

    Who is notified of a request to join a group is known under the lock of the group.
    """
    if all(isinstance(event, FollowChanged) for event in events):
        return
    object_ids = {found for event in events for field in OBJECTS if (found := getattr(event, field, None))}
    named = [getattr(event, field) for event in events for field in RECIPIENTS.get(type(event), ())]
    lock_all(object_ids=object_ids, recipient_ids=[each for each in named if each])


@handles_together(FollowChanged)
def notify_of_follows(events: Sequence[FollowChanged]) -> None:
    """Notify of new followers, requests and acceptances, or undo that. A rebuild creates no notifications."""
    if not is_rebuilding():
        ties_change([follow_facts(event) for event in events])


@handles_together(FriendshipChanged)
def notify_of_friends(events: Sequence[FriendshipChanged]) -> None:
    """Notify of requests and acceptances, or undo that. A rebuild creates no notifications."""
    if not is_rebuilding():
        ties_change([friend_facts(event) for event in events])


@handles(MembershipChanged)
def notify_of_membership(event: MembershipChanged) -> None:
    """Notify of invitations and requests, or undo that. A rebuild creates no notifications."""
    if not is_rebuilding():
        membership_change(event)


@handles(GroupChanged)
def remove_group(event: GroupChanged) -> None:
    """Remove what refers to a deleted group."""
    if event.state != ACTIVE:
        group_remove(group_id=event.group_id)


@on_tie_change(Kind.FOLLOW, locks=follows_lock)
def refresh_for_followers(changes: Sequence[TieChange]) -> None:
    """Show or hide the followers' notifications about posts for followers; a rebuild checks every follow again."""
    replies_refresh([(each.source_id, each.target_id) for each in changes if each.step or is_rebuilding()])


@on_tie_change(Kind.BLOCK, locks=follows_lock)
def refresh_for_blocks(changes: Sequence[TieChange]) -> None:
    """Show or hide the notifications of each of the two about posts of the other."""
    pairs = [(each.source_id, each.target_id) for each in changes if each.step or is_rebuilding()]
    replies_refresh([*pairs, *((target_id, source_id) for source_id, target_id in pairs)])


@handles(PostPublished)
@handles(PostEdited)
def remember_post(event: PostPublished | PostEdited) -> None:
    """Record who may read the post."""
    post_remember(post_id=event.post_id, author_id=event.author_id, visibility=event.visibility, version=event.version)


@handles(LikeChanged)
def notify_of_like(event: LikeChanged) -> None:
    """Notify the post's author, or undo that."""
    like_change(
        post_id=event.post_id,
        author_id=event.author_id,
        liker_id=event.liker_id,
        is_active=event.state == "on",
        version=event.version,
        changed_at=event.changed_at,
    )


@handles(CommentAdded)
def notify_of_comment(event: CommentAdded) -> None:
    """Notify the post's author and the author of the comment that was replied to."""
    comment_add(
        Comment(
            comment_id=event.comment_id,
            post_id=event.post_id,
            post_author_id=event.post_author_id,
            author_id=event.author_id,
            reply_to=event.reply_to,
            reply_to_author_id=event.reply_to_author_id,
            version=event.version,
            added_at=event.added_at,
        )
    )


@handles(DeviceAdded)
def notify_of_login(event: DeviceAdded) -> None:
    """Notify the owner of the account."""
    owner_notify(
        login_fact(
            account_id=event.account_id,
            session_id=event.session_id,
            device=event.device[:DETAIL_MAX],
            added_at=event.added_at,
            version=event.version,
        )
    )


@handles(ExportChanged)
def notify_of_export(event: ExportChanged) -> None:
    """Notify the owner of the account of an export that is ready, or undo that."""
    owner_notify(
        export_fact(
            account_id=event.account_id,
            export_id=event.export_id,
            expires_at=event.expires_at if event.state == "ready" else None,
            changed_at=event.changed_at,
            version=event.version,
        )
    )


@handles(CommentDeleted)
def remove_comment(event: CommentDeleted) -> None:
    """Remove what refers to the comment."""
    comment_remove(comment_id=event.comment_id, post_id=event.post_id)


@handles(PostDeleted)
def remove_post(event: PostDeleted) -> None:
    """Remove what refers to the post."""
    post_remove(post_id=event.post_id, author_id=event.author_id, version=event.version)
