"""Which notifications are hidden because their recipients may not read the post: some at once, the rest by jobs.

A list checks each one again when it is read; because of ``is_hidden`` it need not read hidden ones. Nothing is hidden
here because an account is suspended or private, or because of the audience of a quoted post: no event of the post says
when it is not any more.
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import OuterRef, Subquery

from chassis.database.prepared import PreparedText
from notifications.models import Notification, NotificationQuerySet, Post
from notifications.models.notification import CAN_BE_HIDDEN, may_read_in_any_state_of_author
from notifications.services.locks import lock_in_order

BATCH = 500
"""How many notifications are changed in one transaction."""
KEPT = ("is_hidden", "post_author_id", "group_id")
"""What is brought up to date in them."""
PAIRS = PreparedText(
    """
    SELECT recipient_id, author_id FROM unnest($1::uuid[], $2::uuid[]) AS pair (recipient_id, author_id)
    WHERE EXISTS (
        SELECT FROM notification AS held
        WHERE held.recipient_id = pair.recipient_id AND held.post_author_id = pair.author_id
    )
    """,
    ["uuid[]", "uuid[]"],
)


def can_be_hidden_on(post_id: UUID) -> NotificationQuerySet:
    """Return the notifications about a post whose recipients may be others than its author."""
    return Notification.objects.filter(CAN_BE_HIDDEN, post_id=post_id)


def between(*, recipient_id: UUID, author_id: UUID) -> NotificationQuerySet:
    """Return a recipient's notifications about an author's posts."""
    return Notification.objects.filter(recipient_id=recipient_id, post_author_id=author_id)


def in_group(*, recipient_id: UUID, group_id: UUID) -> NotificationQuerySet:
    """Return a recipient's notifications about the posts of a group."""
    return Notification.objects.filter(recipient_id=recipient_id, group_id=group_id)


def pairs_with_notifications(pairs: Sequence[tuple[UUID, UUID]]) -> list[tuple[UUID, UUID]]:
    """Return those pairs of a recipient and a post's author for which ``between`` has notifications."""
    return PAIRS.rows(*map(list, zip(*pairs, strict=True))) if pairs else []


def refresh_some(notifications: NotificationQuerySet, *, after: UUID | None) -> UUID | None:
    """Bring ``is_hidden`` of the next ones up to date; return the last one's id, or None when there are no more.

    The caller holds the lock of the post or of the recipient.
    """
    ahead = notifications.filter(id__gt=after) if after else notifications
    batch = list(ahead.order_by("id").values_list("id", "recipient_id")[:BATCH])
    if not batch:
        return None  # as for almost every post and follow: what follows would build six querysets for nothing
    lock_in_order(recipient_ids={recipient_id for _, recipient_id in batch})
    ids = [notification_id for notification_id, _ in batch]
    refresh(Notification.objects.filter(id__in=ids))
    return ids[-1] if len(ids) == BATCH else None


def refresh(notifications: NotificationQuerySet) -> None:
    """Bring ``is_hidden`` of these up to date, and what the post's event says: the author and the group.

    By the author and the group those are found that a follow or a membership shows again. The caller holds the
    recipients' locks.
    """
    Notification.objects.bulk_update(_changed(notifications), KEPT)


def _changed(notifications: NotificationQuerySet) -> Iterator[Notification]:
    post = Post.objects.filter(id=OuterRef("post_id"))
    with_post = notifications.annotate(
        is_readable=may_read_in_any_state_of_author(),
        author_of_post=Subquery(post.values("author_id")),
        group_of_post=Subquery(post.values("group_id")),
    )
    for each in with_post.iterator():
        kept = (
            not each.is_readable,
            each.author_of_post or each.post_author_id,
            each.group_of_post or each.group_id,
        )
        if kept != tuple(getattr(each, name) for name in KEPT):
            each.is_hidden, each.post_author_id, each.group_id = kept
            yield each
