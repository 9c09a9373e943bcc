"""What happened elsewhere and somebody is told of: follows, likes and comments."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from notifications.models import Removal, Type
from notifications.services.causes import fact_apply
from notifications.services.facts import Fact
from notifications.services.locks import lock_in_order


@transaction.atomic(savepoint=False)
def follow_change(*, follower_id: UUID, followee_id: UUID, is_active: bool, version: int, changed_at: datetime) -> None:
    """Tell the followee of a new follower, or no longer."""
    lock_in_order(recipient_ids=[followee_id])
    fact_apply(
        Fact(
            type=Type.FOLLOW,
            subject_id=followee_id,
            sender_id=follower_id,
            recipient_id=followee_id,
            target_id=followee_id,
            post_id=None,
            version=version,
            is_active=is_active,
            occurred_at=changed_at,
        )
    )


@transaction.atomic(savepoint=False)
def like_change(
    *, post_id: UUID, author_id: UUID, liker_id: UUID, is_active: bool, version: int, changed_at: datetime
) -> None:
    """Tell a post's author of a like, or no longer; nothing when the post is gone."""
    lock_in_order(post_id=post_id, recipient_ids=[author_id])
    if _is_gone(post_id):
        return
    fact_apply(
        Fact(
            type=Type.LIKE,
            subject_id=post_id,
            sender_id=liker_id,
            recipient_id=author_id,
            target_id=post_id,
            post_id=post_id,
            version=version,
            is_active=is_active,
            occurred_at=changed_at,
        )
    )


@transaction.atomic(savepoint=False)
def comment_add(
    *,
    comment_id: UUID,
    post_id: UUID,
    post_author_id: UUID,
    author_id: UUID,
    reply_to: UUID | None,
    reply_to_author_id: UUID | None,
    version: int,
    added_at: datetime,
) -> None:
    """Tell the author of the comment that was replied to, and the post's author unless that is the same person.

    Nothing when the comment or its post is gone, and no reply to a comment that is gone.
    """
    is_reply = reply_to is not None and reply_to_author_id is not None
    told = {Type.REPLY: (reply_to_author_id, reply_to)} if is_reply else {}
    if reply_to_author_id != post_author_id:
        told[Type.COMMENT] = (post_author_id, post_id)
    lock_in_order(post_id=post_id, recipient_ids=[recipient_id for recipient_id, _ in told.values()])
    if _is_gone(post_id, comment_id):
        return
    if is_reply and _is_gone(reply_to):
        del told[Type.REPLY]
    for kind, (recipient_id, target_id) in told.items():
        fact_apply(
            Fact(
                type=kind,
                subject_id=comment_id,
                sender_id=author_id,
                recipient_id=recipient_id,
                target_id=target_id,
                post_id=post_id,
                version=version,
                is_active=True,
                occurred_at=added_at,
            )
        )


def _is_gone(*object_ids: UUID) -> bool:
    return Removal.objects.filter(object_id__in=object_ids).exists()
