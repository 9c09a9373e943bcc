"""Events come repeatedly, in any order, before what they refer to, or from a newer version of their service."""

import random
from itertools import permutations

from manifest import SERVICES
from tests.faults.case import case
from tests.faults.follow_events import ACTIVE, NONE, FollowEvents
from tests.faults.newer_events import NewerEvents
from tests.faults.object_events import KINDS
from tests.faults.raw_events import RawEvent, publish
from tests.faults.shuffler import shuffling
from tests.faults.world import World

ORDERS = list(permutations(range(6)))


@case("R22", "Every message is delivered 1 to 3 times, shuffled in windows of 200.")
def shuffled_deliveries(world: World) -> None:
    """The result is the same as when every event comes once and in order: the oracle computes it from the history."""
    with world.people(rate=25):
        with shuffling(world.stack, random.Random(world.seed)) as shufflers:
            world.pass_time(90 if world.is_long else 30)
        taken, handed_in = (sum(getattr(one, name) for one in shufflers) for name in ("taken", "handed_in"))
        world.note("shuffled", attempts=handed_in)
        world.expect(handed_in > taken > 500, f"only {taken} messages were shuffled into {handed_in}")


@case("R23", "Six events of one edge come in all 720 orders, with repetitions, to three services.", is_quick=True)
def all_orders(world: World) -> None:
    """Each follow ends with the highest version, and every count equals the number of active follows."""
    edges = FollowEvents(followers=24, followees=30)
    ends = (ACTIVE, NONE)
    histories = [edges.history(pair, versions=6, last=ends[n % 2]) for n, pair in enumerate(edges.pairs)]
    events = in_orders(histories, ORDERS, random.Random(world.seed))
    publish(world.stack, events)
    world.note("edges", attempts=len(events))
    edges.expect_known(world)


@case(
    "R24", "Likes, comments, edits, deletions and follows come before what they are about, in 120 orders (--long: 720)."
)
def early_events(world: World) -> None:
    """In any order, the result has counts and notifications for what exists, and no reference to what was deleted."""
    chance = random.Random(world.seed)
    orders = ORDERS if world.is_long else chance.sample(ORDERS, 120)
    made = [[kind.make() for _ in orders] for kind in KINDS]
    events = in_orders([events for things in made for _, events in things], orders * len(KINDS), chance)
    publish(world.stack, events)
    world.note("early", attempts=len(events))
    rows = [[ids for ids, _ in things] for things in made]

    def mismatches() -> list[str]:
        return [wrong for kind, ids in zip(KINDS, rows, strict=True) for wrong in kind.mismatches(world, ids)]

    world.eventually(lambda: not mismatches(), within=90, otherwise="not everything was applied")
    world.findings += [("drift", mismatch) for mismatch in mismatches()]


def in_orders(histories: list[list[RawEvent]], orders: list[tuple[int, ...]], chance: random.Random) -> list[RawEvent]:
    """Return the six events of each object, in a different order for each object, with repetitions.

    The objects take turns, so that the events of one are far apart; every third object repeats an event under its own
    id, every third under a new one.
    """
    turns = [[history[order[place]] for history, order in zip(histories, orders, strict=True)] for place in range(6)]
    repeated = [chance.choice(history) for history in histories]
    turns.insert(chance.randint(2, 5), [one for number, one in enumerate(repeated) if number % 3 == 0])
    turns.append([one.with_new_id() for number, one in enumerate(repeated) if number % 3 == 1])
    return [one for turn in turns for one in turn]


@case("R30", "A newer version of every service publishes more fields, more types and more values.", is_quick=True)
def newer_events(world: World) -> None:
    """Unknown fields and types are ignored, and unknown visibilities hide; no handler fails."""
    workers = [f"{service.name}-worker" for service in SERVICES]
    processes = [world.stack.pid(program) for program in (*workers, "gateway-agent")]
    newer = NewerEvents(world.stack)
    newer.publish()
    world.note("newer", attempts=newer.published)
    world.eventually(lambda: not newer.mismatches(world), within=20, otherwise="newer events were not handled")
    world.findings += [("drift", mismatch) for mismatch in newer.mismatches(world)]
    survivors = [world.stack.pid(program) for program in (*workers, "gateway-agent")]
    world.expect(survivors == processes, "a consumer died of a newer event")
