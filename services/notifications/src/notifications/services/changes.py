"""Called by consumers: changes in other services (likes, comments, logins) that notify somebody."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from notifications.models import Removal, Type
from notifications.services.causes import fact_apply
from notifications.services.facts import Comment, Fact
from notifications.services.locks import lock_in_order


@transaction.atomic(savepoint=False)
def like_change(
    *, post_id: UUID, author_id: UUID, liker_id: UUID, is_active: bool, version: int, changed_at: datetime
) -> None:
    """Notify a post's author of a like, or undo that; nothing when the post was deleted."""
    lock_in_order(object_id=post_id, recipient_ids=[author_id])
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
def owner_notify(fact: Fact) -> None:
    """Notify the owner of an account of what concerns nobody else (a login, an export), or undo that."""
    lock_in_order(recipient_ids=[fact.recipient_id])
    fact_apply(fact)


@transaction.atomic(savepoint=False)
def comment_add(comment: Comment) -> None:
    """Notify the author of the comment that was replied to, and the post's author unless that is the same person.

    Nothing when the comment or its post was deleted; no reply when the parent comment was deleted.
    """
    facts = comment.facts()
    lock_in_order(object_id=comment.post_id, recipient_ids=[fact.recipient_id for fact in facts])
    if _is_gone(comment.post_id, comment.comment_id):
        return
    for fact in facts:
        if fact.type != Type.REPLY or not _is_gone(fact.target_id):
            fact_apply(fact)


def _is_gone(*object_ids: UUID) -> bool:
    return Removal.objects.filter(object_id__in=object_ids).exists()
