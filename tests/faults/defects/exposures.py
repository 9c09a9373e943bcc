"""What is done to a world so that a kind of defect shows: normal use, or the fault that triggers the defect."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2

from tests.faults import races
from tests.faults.canaries import expect_no_trace, settled_canaries
from tests.faults.defects.defect import Exposure
from tests.faults.defects.planting import Planting
from tests.faults.departures import departures
from tests.faults.moderation import moderation
from tests.faults.publishing import PUBLISHING
from tests.faults.raw_events import publish
from tests.faults.reacting import REACTING
from tests.faults.relating import MEETING, RELATING
from tests.faults.scheduling import SCHEDULING, coming_due
from tests.faults.shuffler import shuffling
from tests.faults.workload import LEAVING, RATES, Actor, Rates
from tests.faults.world import World

SECONDS = 8
MANY_LIKES: Rates = {Actor.post: 4, Actor.like: 40, Actor.unlike: 30}
"""Everybody likes the same few posts."""
COMMENTING: Rates = {Actor.post: 4, Actor.comment: 20, Actor.reply: 40, Actor.uncomment: 30}
"""Everybody replies to everybody, and deletes much of it again."""
RACING: Rates = RATES | {
    races.post_twice: 15, races.like_twice: 15, races.follow_twice: 15, races.uncomment_twice: 15,
    races.refresh_twice: 15, Actor.comment: 20, Actor.reply: 20, Actor.change_session: 6,
}  # fmt: skip
"""Everybody is logged in at two places."""
EDITING: Rates = RATES | {Actor.edit: 40, Actor.read_feed: 30, Actor.look: 30}
"""Authors who change the audience of posts, and readers who read all the time."""
CHANGING: Rates = RATES | {
    Actor.follow: 30,
    Actor.unfollow: 30,
    Actor.delete: 15,
    Actor.comment: 25,
    Actor.uncomment: 15,
}
"""Everything is soon undone."""
READING_NOTIFICATIONS: Rates = RATES | {
    Actor.like: 40,
    Actor.comment: 20,
    Actor.reply: 15,
    Actor.read_notifications: 20,
}
"""Notifications are read as soon as they come."""


def people(rates: Rates, *, rate: float = 20) -> Exposure:
    """Let people use Kith, ``rate`` operations a second, as ``rates`` says; nothing breaks."""

    def use(world: World, planting: Planting) -> None:
        with world.people(rate=rate, rates=rates):
            world.pass_time(SECONDS)

    return use


without_faults = people(RATES)
many_likes = people(MANY_LIKES, rate=60)
commenting = people(COMMENTING, rate=40)
racing = people(RACING, rate=40)
editing = people(EDITING, rate=40)
changing = people(CHANGING)
reading_notifications = people(READING_NOTIFICATIONS)
related = people(RELATING, rate=50)
reacting = people(REACTING, rate=50)
publishing = people(PUBLISHING, rate=50)


def meeting(world: World, planting: Planting) -> None:
    """Let a few people make friends, block each other and meet in groups, and end it soon."""
    with world.people(users=6, rate=60, rates=MEETING):
        world.pass_time(2 * SECONDS)


def moderated(world: World, planting: Planting) -> None:
    """Let an administrator suspend and reinstate accounts."""
    with world.people(), moderation(world):
        world.pass_time(SECONDS)


def leaving(world: World, planting: Planting) -> None:
    """Let people delete their accounts."""
    with world.people(users=10, rates=LEAVING), departures(world):
        world.pass_time(SECONDS)


def leaving_letters(world: World, planting: Planting) -> None:
    """Delete an account of which there are dead letters, parked events and events that come late."""
    (canary,) = settled_canaries(world)
    canary.leave_letters()
    canary.delete()
    canary.expect_erased()
    publish(world.stack, canary.late_events())
    expect_no_trace(world, [canary], "after late events")


def shuffled(world: World, planting: Planting) -> None:
    """Let every event come one to three times, in any order."""
    with world.people(rates=CHANGING), shuffling(world.stack, random.Random(world.seed)):
        world.pass_time(2 * SECONDS)


def replayed(world: World, planting: Planting) -> None:
    """Publish all events a second time."""
    without_faults(world, planting)
    world.quiesce()
    for producer in ("social-graph", "posts"):
        world.stack.manage(producer, "replay", "--since", world.began.isoformat())


def killed_at(failpoint: str) -> Exposure:
    """Let the programs with the defect kill themselves at a failpoint (``name:n``) repeatedly."""

    def killed(world: World, planting: Planting) -> None:
        for program in planting.defect.programs:
            planting.restart(program, {"FAILPOINT": failpoint})
        with world.people():
            world.pass_time(2 * SECONDS)
        for program in planting.defect.programs:
            planting.restart(program)

    return killed


def scheduled(world: World, planting: Planting) -> None:
    """Let people schedule posts, which become due soon, and cancel some of them."""
    with coming_due(world), world.people(rates=SCHEDULING):
        world.pass_time(SECONDS)


def scheduled_and_killed(world: World, planting: Planting) -> None:
    """Kill Celery after it has published a post, before the transaction ends, and again."""
    with coming_due(world), world.people(rates=SCHEDULING):
        for _ in range(2):
            planting.restart("posts-celery", {"FAILPOINT": "schedule.in_transaction:2"})
            world.pass_time(SECONDS)
        planting.restart("posts-celery")
        world.pass_time(SECONDS)


def swallowed(world: World, planting: Planting) -> None:
    """Discard what is sent to the broker, and then cut the connection."""
    with world.people():
        world.pass_time(3)
        world.disturb_broker("blackhole")
        world.pass_time(4)
        world.disturb_broker("reset")
        world.pass_time(1)
        world.disturb_broker("pass")
        world.pass_time(5)


def overtaken(world: World, planting: Planting) -> None:
    """Delay the commits of posts, so that events of later changes are committed before theirs."""
    with world.people():
        for _ in range(4):
            world.pass_time(1)
            with _no_answer_is_kept(world):
                world.pass_time(1.5)


@contextmanager
def _no_answer_is_kept(world: World) -> Iterator[None]:
    """Lock the table of answers: a request that creates a post waits for it after it wrote the event and the post."""
    connection = psycopg2.connect(world.stack.database_url("posts", as_admin=True))
    try:
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE idempotency_key IN SHARE MODE")
        yield
    finally:
        connection.close()
