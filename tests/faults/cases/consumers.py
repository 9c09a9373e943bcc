"""Consumers are killed, get poison messages, or lose their database, with many messages in hand."""

import random
from datetime import UTC, datetime

from manifest import service_named
from tests.faults.case import case
from tests.faults.crashes import failpoints_set, start_with
from tests.faults.delivery import bound_queues, deliveries
from tests.faults.follow_events import FollowEvents
from tests.faults.poison import POSTED, NameClaim, malformed, unreadable_revocations
from tests.faults.raw_events import publish
from tests.faults.world import World

CONSUMERS = ("profiles-worker", "posts-worker", "notifications-worker")
ROUNDS = 6
"""Seconds between two poison messages."""
HANDLING = {
    "consumer.before_transaction": 3,
    "consumer.in_transaction": 7,
    "consumer.before_commit": 3,
    "consumer.after_commit": 3,
}
"""Where a consumer is killed, and after how many passes: late enough that each process handles some events first."""


@case("R20", "Consumers are killed before, in and after their transactions, 24 times (--long: 300).")
def dying_consumers(world: World) -> None:
    """A message that was not acknowledged is delivered again; it has its effect exactly once."""
    with world.people(users=6, rate=20), failpoints_set(world) as failpoints:
        for failpoint, passes in HANDLING.items():
            programs = dict.fromkeys(CONSUMERS, f"{failpoint}:{passes}")
            failpoints.crash_repeatedly(programs, times=75 if world.is_long else 6)


@case("R21", "Consumers are killed in the middle of a batch, with hundreds of messages in hand, 9 times (--long: 50).")
def killed_batches(world: World) -> None:
    """A batch is one transaction and one acknowledgement: it has its effect completely or not at all."""
    chance = random.Random(world.seed)
    with world.people(users=5, rate=8):
        for _ in range(17 if world.is_long else 3):
            edges = pile_up(world, chance)
            with failpoints_set(world) as failpoints:
                programs = {program: f"consumer.in_transaction:{chance.randint(20, 90)}" for program in CONSUMERS}
                failpoints.crash_repeatedly(programs, times=len(programs))
            edges.expect_known(world)


def pile_up(world: World, chance: random.Random) -> FollowEvents:
    """Stop the consumers and publish 600 events: two for each of 300 follows, in any order."""
    for program in CONSUMERS:
        world.stack.stop(program)
    edges = FollowEvents(followers=15, followees=20)
    events = [event for pair in edges.pairs for event in edges.history(pair, versions=2)]
    chance.shuffle(events)
    publish(world.stack, events)
    world.note("piled up", attempts=len(events))
    return edges


@case("R28", "Consumers with hundreds of messages in hand are killed, 10 times each.")
def killed_consumers(world: World) -> None:
    """No event becomes a dead letter only because the process that had it in hand was killed."""
    chance = random.Random(world.seed)
    with world.people(users=5, rate=8):
        edges = pile_up(world, chance)
        for program in CONSUMERS:
            world.stack.start(program)
        for _ in range(10):
            world.wait_for(*CONSUMERS)
            world.pass_time(chance.uniform(0.1, 0.5))
            for program in CONSUMERS:
                start_with(world, program, {})
        edges.expect_known(world)


@case("R27", "The databases of two consumers are down for 40 seconds (--long: 2 minutes).")
def consumers_without_database(world: World) -> None:
    """The messages stay in the queue: no attempt is counted, none is dead-lettered, and no process ends."""
    away = ("profiles", "notifications")
    with world.people(rate=20):
        world.pass_time(3)
        processes = [world.stack.pid(f"{service}-worker") for service in away]
        for service in away:
            world.stack.stop(f"{service}-database")
        world.pass_time(120 if world.is_long else 40)
        world.expect(world.queue_lengths(".dead") == 0, "messages died while the database was down")
        for service in away:
            world.stack.start(f"{service}-database")
        world.wait_for(*(f"{service}-worker" for service in away), within=15)
        survivors = [world.stack.pid(f"{service}-worker") for service in away]
        world.expect(survivors == processes, "a worker did not outlive the outage")
        world.pass_time(2)


@case("R26", "Six kinds of malformed messages and one that always raises are mixed into the traffic.")
def poison(world: World) -> None:
    """Poison messages become dead letters and delay no other; `redrive` handles them when the cause is fixed."""
    claim = NameClaim()
    queues = {queue: package for (package, queue), types in bound_queues(world.stack).items() if POSTED in types}
    processes = [world.stack.pid(program) for program in CONSUMERS]
    with world.people(rate=20):
        publish(world.stack, [claim.taken_name()])
        world.eventually(lambda: claim.is_taken(world), within=30, otherwise="nobody took the name")
        began = datetime.now(UTC)
        publish(world.stack, [claim.raises()])
        for _ in range(ROUNDS):
            publish(world.stack, [*malformed(), *unreadable_revocations()])
            world.pass_time(2)
        emitted, missing = deliveries(world.stack, since=began)
        world.expect(missing <= emitted / 5, f"beside the poison {missing} of {emitted} deliveries were not made")
        hopeless = ROUNDS * len(malformed()) * len(queues)
        expect_dead(world, hopeless + 1)
    world.expect(processes == [world.stack.pid(program) for program in CONSUMERS], "a consumer died of poison")
    claim.fix(world)
    for package in set(queues.values()):
        world.stack.manage(service_named(package).name, "redrive")
    world.eventually(lambda: claim.is_settled(world), within=30, otherwise="what was redriven had no effect")
    expect_dead(world, hopeless)
    for queue in queues:
        world.stack.rabbitmqctl("purge_queue", "-p", "kith", f"{queue}.dead")
    expect_dead(world, 0)


def expect_dead(world: World, count: int) -> None:
    """Wait until there are exactly ``count`` dead letters."""
    world.eventually(
        lambda: world.queue_lengths(".dead") == count, within=60, otherwise=f"there are not {count} dead messages"
    )
