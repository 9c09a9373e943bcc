"""The locks of some events that are handled in one transaction."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from chassis.events.inbox import on_batch
from contracts import Event
from contracts.accounts import DeviceAdded, ExportChanged
from contracts.posts import (
    CommentAdded,
    CommentDeleted,
    CommentEdited,
    CommentLikeChanged,
    LikeChanged,
    PostEdited,
    PostPublished,
    ShareChanged,
)
from contracts.social_graph import BlockChanged, FollowChanged, FriendshipChanged
from notifications.services.locks import lock_all

RECIPIENTS: dict[type[Event], tuple[str, ...]] = {
    FollowChanged: ("follower_id", "followee_id"),
    FriendshipChanged: ("first_id", "second_id"),
    BlockChanged: ("blocker_id", "blocked_id"),
    PostPublished: ("author_id", "quoted_author_id", "mentions"),
    PostEdited: ("mentions",),
    LikeChanged: ("author_id",),
    CommentLikeChanged: ("author_id",),
    ShareChanged: ("author_id",),
    CommentAdded: ("post_author_id", "reply_to_author_id", "mentions"),
    CommentEdited: ("post_author_id", "reply_to_author_id", "mentions"),
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

    Who is notified of a request to join a group, or was mentioned before an edit, is known under the first locks.
    """
    if all(isinstance(event, FollowChanged) for event in events):
        return
    object_ids = {found for event in events for field in OBJECTS if (found := getattr(event, field, None))}
    lock_all(object_ids=object_ids, recipient_ids=[each for event in events for each in _recipients(event)])


def _recipients(event: Event) -> Iterator[UUID]:
    for field in RECIPIENTS.get(type(event), ()):
        value: UUID | tuple[UUID, ...] | None = getattr(event, field)
        if isinstance(value, tuple):
            yield from value
        elif value:
            yield value
