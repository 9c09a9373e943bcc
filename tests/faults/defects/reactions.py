"""Defects of shares, of mentions, and of comments that were deleted."""

from tests.faults.defects.defect import Defect, Edit
from tests.faults.defects.exposures import commenting, reacting

NOTIFICATIONS = "services/notifications/src/notifications"
COMMENTS = "services/posts/src/posts/services/comments.py"

DEFECTS = (
    Defect(
        "share-outlives-post",
        "Shares of a deleted post stay among the notifications.",
        (
            Edit(f"{NOTIFICATIONS}/services/removals.py", "    _remember_removal(post_id)\n", ""),
            Edit(
                f"{NOTIFICATIONS}/services/removals.py",
                "_some(Notification.objects.filter(post_id=post_id))",
                "_some(Notification.objects.filter(post_id=post_id).exclude(type=Type.SHARE))",
            ),
            Edit(
                f"{NOTIFICATIONS}/services/removals.py",
                "BY_TARGET = (Type.LIKE, Type.SHARE, Type.MENTION)",
                "BY_TARGET = (Type.LIKE, Type.MENTION)",
            ),
        ),
        ("notifications-worker",),
        reacting,
        frozenset({"drift"}),
    ),
    Defect(
        "mention-unchecked",
        "Who is mentioned is notified of posts that they may not read.",
        (
            Edit(
                f"{NOTIFICATIONS}/models/notification.py",
                "shown.filter(may_read(), may_answer(recipient_id)",
                "shown.filter(may_answer(recipient_id)",
            ),
            Edit(f"{NOTIFICATIONS}/services/hiding.py", "not each.is_readable,", "False,"),
        ),
        ("notifications-web", "notifications-worker"),
        reacting,
        frozenset({"drift"}),
    ),
    Defect(
        "replies-lost",
        "A deleted comment takes the replies to it out of the lists.",
        (Edit(COMMENTS, '"is_tombstone": is_tombstone()}', '"is_tombstone": False}'),),
        ("posts-web",),
        commenting,
        frozenset({"drift", "lost"}),
    ),
)
