"""What is done to a world so that a kind of defect shows: the people alone, or the fault that a defect waits for."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2

from tests.faults import races
from tests.faults.defects.defect import Exposure
from tests.faults.defects.planting import Planting
from tests.faults.shuffler import shuffling
from tests.faults.workload import RATES, Actor, Rates
from tests.faults.world import World

SECONDS = 8
MEETING: Rates = {Actor.post: 4, Actor.like: 40, Actor.unlike: 30}
"""Everybody at the same few posts."""
TALKING: Rates = {Actor.post: 4, Actor.comment: 20, Actor.reply: 40, Actor.uncomment: 30}
"""Everybody answers everybody, and takes much of it back."""
RACING: Rates = RATES | {
    races.post_twice: 15, races.like_twice: 15, races.follow_twice: 15, races.uncomment_twice: 15,
    races.refresh_twice: 15, Actor.comment: 20, Actor.reply: 20, Actor.change_session: 6,
}  # fmt: skip
"""Everybody in two places."""
EDITING: Rates = RATES | {Actor.edit: 40, Actor.read_feed: 30, Actor.look: 30}
"""Authors who change their minds, and readers all the time."""
WAVERING: Rates = RATES | {
    Actor.follow: 30,
    Actor.unfollow: 30,
    Actor.delete: 15,
    Actor.comment: 25,
    Actor.uncomment: 15,
}
"""Nothing lasts."""
ATTENTIVE: Rates = RATES | {Actor.like: 40, Actor.comment: 20, Actor.reply: 15, Actor.read_notifications: 20}
"""Notifications are read as soon as they come."""


def people(rates: Rates, *, rate: float = 20) -> Exposure:
    """Let people use Kith, ``rate`` operations a second, as ``rates`` says; nothing breaks."""

    def use(world: World, planting: Planting) -> None:
        with world.people(rate=rate, rates=rates):
            world.pass_time(SECONDS)

    return use


calm = people(RATES)
crowded = people(MEETING, rate=60)
talking = people(TALKING, rate=40)
racing = people(RACING, rate=40)
editing = people(EDITING, rate=40)
wavering = people(WAVERING)
attentive = people(ATTENTIVE)


def shuffled(world: World, planting: Planting) -> None:
    """Let every event come one to three times, in any order."""
    with world.people(rates=WAVERING), shuffling(world.stack, random.Random(world.seed)):
        world.pass_time(2 * SECONDS)


def replayed(world: World, planting: Planting) -> None:
    """Let all be told a second time."""
    calm(world, planting)
    world.quiesce()
    for producer in ("social-graph", "posts"):
        world.stack.manage(producer, "replay", "--since", world.began.isoformat())


def killed_at(failpoint: str) -> Exposure:
    """Let the programs with the defect kill themselves at a failpoint (``name:n``) again and again."""

    def killed(world: World, planting: Planting) -> None:
        for program in planting.defect.programs:
            planting.restart(program, {"FAILPOINT": failpoint})
        with world.people():
            world.pass_time(2 * SECONDS)
        for program in planting.defect.programs:
            planting.restart(program)

    return killed


def swallowed(world: World, planting: Planting) -> None:
    """Let the network swallow what is sent to the broker, and then cut it."""
    with world.people():
        world.pass_time(3)
        world.disturb_broker("blackhole")
        world.pass_time(4)
        world.disturb_broker("reset")
        world.pass_time(1)
        world.disturb_broker("pass")
        world.pass_time(5)


def overtaken(world: World, planting: Planting) -> None:
    """Let posts wait before their commit, so that events of later changes are committed before theirs."""
    with world.people():
        for _ in range(4):
            world.pass_time(1)
            with _no_answer_is_kept(world):
                world.pass_time(1.5)


@contextmanager
def _no_answer_is_kept(world: World) -> Iterator[None]:
    """Lock the table of answers: whoever sends a post waits for it, with the event written and the post as well."""
    connection = psycopg2.connect(world.stack.database_url("posts", as_admin=True))
    try:
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE idempotency_key IN SHARE MODE")
        yield
    finally:
        connection.close()
