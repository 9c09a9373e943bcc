"""Defects of what people are told."""

from tests.faults.defects.defect import Defect, Edit
from tests.faults.defects.exposures import attentive, calm, shuffled

NOTIFICATIONS = "services/notifications/src/notifications"
WRONG = frozenset({"drift"})

DEFECTS = (
    Defect(
        "told-of-oneself",
        "People are told of what they did themselves.",
        (
            Edit(
                f"{NOTIFICATIONS}/services/causes.py",
                "    if fact.sender_id == fact.recipient_id:\n",
                "    if fact.sender_id is None:\n",
            ),
        ),
        ("notifications-worker",),
        calm,
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
        attentive,
        WRONG,
    ),
    Defect(
        "unread-miscounted",
        "The count of unread notifications counts the read ones too.",
        (Edit(f"{NOTIFICATIONS}/selectors.py", ".chosen(is_unread=True).count()", ".chosen().count()"),),
        ("notifications-web",),
        attentive,
        WRONG,
    ),
    Defect(
        "news-stay-read",
        "Something new in a notification that was read leaves it read.",
        (
            Edit(
                f"{NOTIFICATIONS}/services/beginnings.py",
                "            is_read = false,\n",
                "            is_read = held.is_read,\n",
            ),
        ),
        ("notifications-worker",),
        attentive,
        WRONG,
    ),
    Defect(
        "told-of-the-dead",
        "A comment that was deleted before anybody heard of it is told of.",
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
