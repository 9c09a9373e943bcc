"""Handlers of other services' events; each calls one service."""

from collections.abc import Sequence

from chassis.events.inbox import handles, handles_together, is_rebuilding, on_batch
from contracts import Event
from contracts.accounts import DeviceAdded, ExportChanged
from contracts.posts import CommentAdded, CommentDeleted, LikeChanged, PostDeleted, PostEdited, PostPublished
from contracts.social_graph import FollowChanged
from notifications.models.notification import DETAIL_MAX
from notifications.services.audience import follows_refresh, post_remember
from notifications.services.changes import comment_add, follows_change, like_change, owner_notify
from notifications.services.facts import Comment, Fact, export_fact, follow_fact, login_fact
from notifications.services.locks import follows_lock, lock_all
from notifications.services.removals import comment_remove, post_remove
from relations.changes import TieChange, on_tie_change
from relations.kinds import Kind

RECIPIENTS: dict[type[Event], tuple[str, ...]] = {
    FollowChanged: ("follower_id", "followee_id"),
    LikeChanged: ("author_id",),
    CommentAdded: ("post_author_id", "reply_to_author_id"),
    CommentDeleted: ("post_author_id",),
    DeviceAdded: ("account_id",),
    ExportChanged: ("account_id",),
}
"""By class of event, the fields with the accounts that its handlers lock."""


@on_batch
def lock_batch(events: Sequence[Event]) -> None:
    """Lock the posts and the recipients of all events. Follows alone are locked by their handlers, together."""
    if all(isinstance(event, FollowChanged) for event in events):
        return
    post_ids = {post_id for event in events if (post_id := getattr(event, "post_id", None))}
    named = [getattr(event, field) for event in events for field in RECIPIENTS.get(type(event), ())]
    lock_all(post_ids=post_ids, recipient_ids=[each for each in named if each])


@handles_together(FollowChanged)
def notify_of_follows(events: Sequence[FollowChanged]) -> None:
    """Notify the followees, or undo that. A rebuild creates no notifications."""
    if not is_rebuilding():
        follows_change([_fact(event) for event in events])


def _fact(event: FollowChanged) -> Fact:
    return follow_fact(
        follower_id=event.follower_id,
        followee_id=event.followee_id,
        state=event.state,
        version=event.version,
        changed_at=event.changed_at,
    )


@on_tie_change(Kind.FOLLOW, locks=follows_lock)
def refresh_hidden(changes: Sequence[TieChange]) -> None:
    """Show or hide the followers' notifications about posts for followers; a rebuild checks every follow again."""
    follows_refresh([(each.source_id, each.target_id) for each in changes if each.step or is_rebuilding()])


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
