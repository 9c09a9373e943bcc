"""Defects of notifications."""

from tests.faults.defects.defect import Defect, Edit
from tests.faults.defects.exposures import reading_notifications, shuffled, without_faults

NOTIFICATIONS = "services/notifications/src/notifications"
WRONG = frozenset({"drift"})

DEFECTS = (
    Defect(
        "notified-of-own-act",
        "People get notifications of what they did themselves.",
        (
            Edit(
                f"{NOTIFICATIONS}/services/causes.py",
                "[fact for fact in newest.values() if fact.sender_id != fact.recipient_id]",
                "list(newest.values())",
            ),
        ),
        ("notifications-worker",),
        without_faults,
        WRONG,
    ),
    Defect(
        "not-reset",
        "Reading notifications leaves them unread.",
        (
            Edit(
                f"{NOTIFICATIONS}/services/notifications.py",
                '.update(is_read=True, read_through=F("joins"))',
                '.update(read_through=F("joins"))',
            ),
        ),
        ("notifications-web",),
        reading_notifications,
        WRONG,
    ),
    Defect(
        "unread-miscounted",
        "The count of unread notifications counts the read ones too.",
        (Edit(f"{NOTIFICATIONS}/selectors.py", ".chosen(is_unread=True).order_by()", ".chosen().order_by()"),),
        ("notifications-web",),
        reading_notifications,
        WRONG,
    ),
    Defect(
        "news-stay-read",
        "Something new in a notification that was read leaves it read.",
        (
            Edit(
                f"{NOTIFICATIONS}/services/new_causes.py",
                "            is_read = false,\n",
                "            is_read = held.is_read,\n",
            ),
        ),
        ("notifications-worker",),
        reading_notifications,
        WRONG,
    ),
    Defect(
        "notified-of-deleted",
        "A comment that was deleted before its event was handled causes a notification.",
        (
            Edit(
                f"{NOTIFICATIONS}/services/removals.py",
                "    _remember_removal(comment_id)\n",
                "",
            ),
        ),
        ("notifications-worker",),
        shuffled,
        WRONG,
    ),
)
