"""``python -m bench.world.notifications`` with the service's environment: notifications of reactions and quotes.

A rebuild does not create notifications, so they are written here.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from bench.world.plan import PlannedPost
from bench.world.rows import insert, read_plan


def main() -> None:
    """Write a notification for the likes of a post, for its shares, for its comment and for its quote, with causes."""
    plan = read_plan()
    from chassis.ids import uuid7
    from notifications.models import Cause, Notification

    notifications, causes = [], []
    authors = {planned.id: planned.author for planned in plan.posts}
    for planned in plan.posts:
        for kind, subject, recipient, people in _happenings(planned, str(uuid7()), authors):
            number = uuid7()
            senders = [plan.people[person] for person in people]
            fields = _fields(planned, kind, len(senders), number)
            if kind == "quote":
                fields |= {"post_author_id": plan.people[planned.author], "group_id": planned.group}
            notifications.append(Notification(id=number, recipient_id=plan.people[recipient], **fields))
            causes += [
                Cause(notification_id=number, sender_id=sender, joined=place, **_cause(planned, kind, subject))
                for place, sender in enumerate(senders, start=1)
            ]
    insert(Notification, notifications)
    insert(Cause, causes)


def _happenings(
    planned: PlannedPost, comment_id: str, authors: dict[str, int]
) -> Iterator[tuple[str, str, int, list[int]]]:
    """Yield type, subject, recipient and senders of what a post causes; nobody is notified of their own acts."""
    author = planned.author
    found = [
        ("like", planned.id, author, planned.likers),
        ("share", planned.id, author, [sharer for sharer, _ in planned.shares]),
        ("comment", comment_id, author, [planned.commenter]),
        ("quote", planned.id, authors[planned.quoted] if planned.quoted else author, [author]),
    ]
    for kind, subject, recipient, people in found:
        if others := [person for person in people if person != recipient]:
            yield kind, subject, recipient, others


def _fields(planned: PlannedPost, kind: str, count: int, number: UUID) -> dict:
    from notifications.grouping import position_of

    moment = datetime.fromisoformat(planned.created_at)
    return {
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
