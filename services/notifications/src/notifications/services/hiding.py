"""Which notifications are hidden because their recipients may not read the post: some at once, the rest by jobs.

A list checks each one again when it is read; because of ``is_hidden`` it need not read hidden ones. Nothing is hidden
here because an account is suspended or private: no event of the post says when it is not any more.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import OuterRef, Subquery

from chassis.database.prepared import PreparedText
from notifications.models import Notification, NotificationQuerySet, Post, Type
from notifications.models.notification import may_read_in_any_state_of_author
from notifications.services.facts import Fact
from notifications.services.locks import lock_in_order

BATCH = 500
"""How many notifications are changed in one transaction."""


PAIRS_WITH_REPLIES = PreparedText(
    """
    SELECT recipient_id, author_id FROM unnest($1::uuid[], $2::uuid[]) AS pair (recipient_id, author_id)
    WHERE EXISTS (
        SELECT FROM notification AS held WHERE held.type = 'reply'
            AND held.recipient_id = pair.recipient_id AND held.post_author_id = pair.author_id
    )
    """,
    ["uuid[]", "uuid[]"],
)


def is_hidden(fact: Fact) -> bool:
    """Return whether a recipient may not read the post of a new notification, as far as this service knows."""
    if fact.post_id is None or fact.post_author_id == fact.recipient_id:
        return False
    return not Post.objects.visible_in_any_state_of_author(fact.recipient_id).filter(id=fact.post_id).exists()


def replies_on(post_id: UUID) -> NotificationQuerySet:
    """Return the notifications of replies to comments on a post."""
    return Notification.objects.filter(post_id=post_id, type=Type.REPLY)


def replies_between(*, recipient_id: UUID, author_id: UUID) -> NotificationQuerySet:
    """Return a recipient's notifications of replies to their comments on an author's posts."""
    return Notification.objects.filter(recipient_id=recipient_id, post_author_id=author_id, type=Type.REPLY)


def pairs_with_replies(pairs: Sequence[tuple[UUID, UUID]]) -> list[tuple[UUID, UUID]]:
    """Return those pairs of a recipient and a post's author for which ``replies_between`` has notifications."""
    return PAIRS_WITH_REPLIES.rows(*map(list, zip(*pairs, strict=True))) if pairs else []


def refresh_some(replies: NotificationQuerySet, *, after: UUID | None) -> UUID | None:
    """Bring ``is_hidden`` of the next ones up to date; return the last one's id, or None when there are no more.

    The caller holds the lock of the post or of the recipient.
    """
    ahead = replies.filter(id__gt=after) if after else replies
    batch = list(ahead.order_by("id").values_list("id", "recipient_id")[:BATCH])
    if not batch:
        return None  # as for almost every post and follow: what follows would build six querysets for nothing
    lock_in_order(recipient_ids={recipient_id for _, recipient_id in batch})
    ids = [notification_id for notification_id, _ in batch]
    found = Notification.objects.filter(id__in=ids)
    _name_author(found)
    readable = set(found.filter(may_read_in_any_state_of_author()).values_list("id", flat=True))
    found.filter(id__in=readable, is_hidden=True).update(is_hidden=False)
    found.filter(is_hidden=False).exclude(id__in=readable).update(is_hidden=True)
    return ids[-1] if len(ids) == BATCH else None


def _name_author(replies: NotificationQuerySet) -> None:
    """Set the post's author in rows of the previous version, which did not store it.

    A follow selects by the author which notifications it shows again; without it they would stay hidden.
    """
    posts = Post.objects.filter(id=OuterRef("post_id"))
    replies.filter(post_author_id=None).update(post_author_id=Subquery(posts.values("author_id")))
