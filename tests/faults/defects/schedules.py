"""Defects of scheduled posts."""

from tests.faults.defects.defect import Defect, Edit
from tests.faults.defects.exposures import scheduled, scheduled_and_killed

PUBLISHING = "services/posts/src/posts/services/publishing.py"

DEFECTS = (
    Defect(
        "scheduled-twice",
        "A scheduled post is published in one transaction, and its row is changed in the next.",
        (
            Edit(
                PUBLISHING,
                "        with transaction.atomic():\n            scheduled = _claim()",
                "        if True:\n            scheduled = _claim()",
            ),
            Edit(PUBLISHING, "due.select_for_update(skip_locked=True).order_by", "due.order_by"),
            Edit(
                PUBLISHING,
                "            post = _publish(scheduled, read)\n",
                '            post = _publish(scheduled, read)\n        failpoint("schedule.in_transaction")\n',
            ),
            Edit(PUBLISHING, '                failpoint("schedule.in_transaction")\n    except', "    except"),
        ),
        ("posts-celery",),
        scheduled_and_killed,
        frozenset({"duplicated"}),
    ),
    Defect(
        "cancelled-published",
        "A scheduled post that is cancelled stays, and is published.",
        (
            Edit(
                "services/posts/src/posts/services/scheduled_posts.py",
                "    _own(scheduled_id=scheduled_id, author_id=author_id).delete()\n",
                "    _own(scheduled_id=scheduled_id, author_id=author_id)\n",
            ),
        ),
        ("posts-web",),
        scheduled,
        frozenset({"unexpected"}),
    ),
)
