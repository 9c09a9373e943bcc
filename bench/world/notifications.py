"""``python -m bench.world.notifications`` with the service's environment: notifications of likes and comments.

A rebuild does not create notifications, so they are written here.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from bench.world.plan import Plan, PlannedPost
from bench.world.rows import insert, read_plan


def main() -> None:
    """Write one notification for the likes of a post and one for its comment, each with its causes."""
    plan = read_plan()
    from chassis.ids import uuid7
    from notifications.models import Cause, Notification

    notifications, causes = [], []
    for planned in plan.posts:
        for kind, subject, people in _happenings(planned, str(uuid7())):
            number = uuid7()
            senders = [plan.people[person] for person in people]
            notifications.append(Notification(id=number, **_fields(plan, planned, kind, len(senders), number)))
            causes += [
                Cause(notification_id=number, sender_id=sender, joined=place, **_cause(planned, kind, subject))
                for place, sender in enumerate(senders, start=1)
            ]
    insert(Notification, notifications)
    insert(Cause, causes)


def _happenings(planned: PlannedPost, comment_id: str) -> Iterator[tuple[str, str, list[int]]]:
    """Yield type, subject and senders of each notification about a post; nobody is notified of their own acts."""
    for kind, subject, people in (("like", planned.id, planned.likers), ("comment", comment_id, [planned.commenter])):
        if others := [person for person in people if person != planned.author]:
            yield kind, subject, others


def _fields(plan: Plan, planned: PlannedPost, kind: str, count: int, number: UUID) -> dict:
    from notifications.grouping import position_of

    moment = datetime.fromisoformat(planned.created_at)
    return {
        "recipient_id": plan.people[planned.author],
        "type": kind,
        "target_id": planned.id,
        "post_id": planned.id,
        "period": 0,
        "senders_count": count,
        "joins": count,
        "created_at": moment,
        "updated_at": moment,
        "position": position_of(notification_id=number, occurred_at=moment),
    }


def _cause(planned: PlannedPost, kind: str, subject: str) -> dict:
    fields = {"type": kind, "subject_id": subject, "version": 1, "occurred_at": planned.created_at}
    return fields | {"is_active": True, "is_latest": True}


if __name__ == "__main__":
    main()
