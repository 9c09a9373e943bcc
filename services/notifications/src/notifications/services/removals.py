"""Posts and comments that are gone, and every notification that refers to them."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from notifications.models import Cause, Notification, Removal, Type
from notifications.services.causes import cause_leave
from notifications.services.locks import lock_in_order


@transaction.atomic(savepoint=False)
def post_forget(*, post_id: UUID) -> None:
    """Remove what was told about a post and its comments, for good: what comes later about it is not told."""
    lock_in_order(post_id=post_id)
    _remember_removal(post_id)
    about = Notification.objects.filter(post_id=post_id)
    lock_in_order(recipient_ids=about.values_list("recipient_id", flat=True))
    Cause.objects.filter(type=Type.LIKE, subject_id=post_id).delete()
    about.delete()


@transaction.atomic(savepoint=False)
def comment_forget(*, comment_id: UUID, post_id: UUID) -> None:
    """Remove what was told because of a comment, and the replies to it, for good."""
    lock_in_order(post_id=post_id)
    _remember_removal(comment_id)
    causes = Cause.objects.filter(type__in=[Type.COMMENT, Type.REPLY], subject_id=comment_id)
    replies = Notification.objects.filter(type=Type.REPLY, target_id=comment_id)
    affected = Notification.objects.filter(Q(id__in=causes.values("notification_id")) | Q(id__in=replies.values("id")))
    lock_in_order(recipient_ids=affected.values_list("recipient_id", flat=True))
    for cause in causes.select_related("notification").order_by("type"):
        cause_leave(cause)
        cause.delete()
    replies.delete()


def _remember_removal(object_id: UUID) -> None:
    Removal.objects.bulk_create([Removal(object_id=object_id)], ignore_conflicts=True)
