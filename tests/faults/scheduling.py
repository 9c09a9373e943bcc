"""Operations of people who schedule posts, and the clock that makes these due: the API takes no time so soon."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from tests.faults.history import Record
from tests.faults.workload import RATES, Actor, Rates
from tests.faults.world import World

PERIOD_SECONDS = 0.5
MAKE_DUE = """
    UPDATE posts_scheduledpost SET due_at = now()
    WHERE state = 'waiting' AND attempts = 0 AND due_at > now() + interval '2 minutes'
"""


def schedule(actor: Actor) -> Record:
    """Write a post that is to be published later."""
    body = actor.draft()
    path, later = "/api/v1/posts/", body | {"publish_at": in_an_hour()}
    record = actor.client.do("post.schedule", "POST", path, json=later, **body)
    if record.outcome == "ok":
        actor.scheduled.append(record.answer["id"])
    return record


def edit_schedule(actor: Actor) -> Record | None:
    """Give the newest own scheduled post other words and another time; 409 when it is published already."""
    if not actor.scheduled:
        return None
    scheduled, text = actor.scheduled[-1], actor.draft()["text"]
    path, body = f"/api/v1/scheduled-posts/{scheduled}/", {"text": text, "publish_at": in_an_hour()}
    return actor.client.do("schedule.edit", "PATCH", path, json=body, patience=0, scheduled=scheduled, text=text)


def cancel_schedule(actor: Actor) -> Record | None:
    """Cancel the newest own scheduled post; 409 when it is published already."""
    if not actor.scheduled:
        return None
    scheduled = actor.scheduled.pop()
    path = f"/api/v1/scheduled-posts/{scheduled}/"
    return actor.client.do("schedule.cancel", "DELETE", path, patience=0, scheduled=scheduled)


SCHEDULING: Rates = RATES | {schedule: 50, edit_schedule: 14, cancel_schedule: 10}
"""The usual operations, and these."""


def in_an_hour() -> str:
    """Return a time that the API takes."""
    return (datetime.now(UTC) + timedelta(hours=1)).isoformat()


@contextmanager
def coming_due(world: World) -> Iterator[None]:
    """Make all scheduled posts due, soon after they were scheduled, while the block runs, and at its end."""
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(PERIOD_SECONDS):
            world.sql("posts", MAKE_DUE)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        world.sql("posts", MAKE_DUE)
