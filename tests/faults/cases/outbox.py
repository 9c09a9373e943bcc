"""Something between a change and the broker is killed or stalls: the web worker, the relay, the connection, a
transaction.
"""

import random

from tests.faults.bus_recorder import BusRecorder
from tests.faults.case import case
from tests.faults.crashes import failpoints_set
from tests.faults.more_workers import several_workers
from tests.faults.outboxes import expect_emitted
from tests.faults.transactions import EMITTER, KIND, Outcome, Transaction, interleave
from tests.faults.world import World

LATE_SECONDS = 2
"""The longest time from a commit to the broker."""
WRITING = ("outbox.after_insert", "view.before_commit", "view.after_commit")
PRODUCERS = ("posts", "social_graph")
"""The broker users of the services that publish most."""


@case("R01", "Web workers are killed around their commits, 30 times in all (--long: 200).")
def dying_writers(world: World) -> None:
    """A change and its event are both there or neither, and a client without an answer sends the request again."""
    with world.people(rate=20), failpoints_set(world) as failpoints:
        for failpoint in WRITING:
            programs = {"posts-web": f"{failpoint}:9", "social-graph-web": f"{failpoint}:3"}
            failpoints.crash_repeatedly(programs, times=67 if world.is_long else 10)
    expect_emitted(world)


@case("R02", "Relays are killed after the broker's confirm and before they mark it, 10 times (--long: 50).")
def dying_relays(world: World) -> None:
    """An event that was not marked is published again, and has its effect once."""
    programs = {"posts-worker": "relay.after_confirm:4", "social-graph-worker": "relay.after_confirm:3"}
    with BusRecorder(world.stack, "posts", "posts.#", "social_graph.#") as wire, world.people(rate=20):
        with failpoints_set(world) as failpoints:
            failpoints.crash_repeatedly(programs, times=50 if world.is_long else 10)
        world.pass_time(3)
    world.expect(wire.repeated() > 0, "nothing was published twice: no relay died between confirm and mark")


@case("R03", "Connections are cut while events are on them, 20 times (--long: 100).")
def cut_connections(world: World) -> None:
    """Half of the cuts lose what was sent, the others lose only the broker's answer."""
    chance = random.Random(world.seed)
    with BusRecorder(world.stack, "posts", "posts.#", "social_graph.#") as wire, world.people(rate=20):
        for number in range(50 if world.is_long else 10):
            for user in PRODUCERS:
                world.broker[user].set(("cut", "unheard")[number % 2], bytes_left=chance.randrange(4000))
            world.eventually(
                lambda: all(world.broker[user].mode == "pass" for user in PRODUCERS),
                within=30,
                otherwise="nothing was on the connection that was to be cut",
            )
            world.wait_for("posts-worker", "social-graph-worker", within=30)
        world.pass_time(2)
    world.expect(wire.repeated() > 0, "nothing was published twice: no connection was cut before the confirm")


@case("R05", "Transactions commit later than others with higher ids, in 100 ways (--long: 1,000).", is_quick=True)
def late_commits(world: World) -> None:
    """A relay that reads only ids above the last one that it published would never publish these events."""
    outcome, chance = Outcome(), random.Random(world.seed)
    transactions = [Transaction(world.stack.database_url(EMITTER), outcome) for _ in range(4)]
    with BusRecorder(world.stack, EMITTER, KIND) as wire:
        early, late, *_ = transactions
        early.emit()
        higher = late.emit()
        late.commit()
        world.eventually(lambda: higher in wire.first_seen(), within=LATE_SECONDS, otherwise="nothing was published")
        world.pass_time(5 if world.is_long else 2)
        early.commit()
        for _ in range(1000 if world.is_long else 100):
            interleave(transactions, chance)
        world.eventually(
            lambda: outcome.committed.keys() <= wire.first_seen().keys(),
            within=LATE_SECONDS,
            otherwise="not everything that was committed was published",
        )
    for transaction in transactions:
        transaction.close()
    expect_as_committed(world, outcome, wire)


def expect_as_committed(world: World, outcome: Outcome, wire: BusRecorder) -> None:
    """Note a finding for each committed event that was not published in time, and each published event that was rolled
    back.
    """
    seen = wire.first_seen()
    world.findings += [("lost", f"{event} was not published") for event in outcome.committed.keys() - seen.keys()]
    world.findings += [("unexpected", f"{event} was rolled back") for event in outcome.rolled_back & seen.keys()]
    lag = max(seen[event] - committed for event, committed in outcome.committed.items() if event in seen)
    world.expect(lag <= LATE_SECONDS, f"an event was published {lag:.1f} s after its commit")
    world.note("lag", attempts=len(outcome.committed) + len(outcome.rolled_back), seconds=lag)


@case("R06", "Of three relays of a service the leader is killed, 4 times (--long: 20).")
def killed_leaders(world: World) -> None:
    """Another relay leads within 5 seconds, and no older version is published after a newer one."""
    with (
        BusRecorder(world.stack, "posts", "posts.#") as wire,
        world.people(rate=20),
        several_workers(world.stack, "posts", 3) as workers,
    ):
        for _ in range(20 if world.is_long else 4):
            world.eventually(lambda: workers.are_ready(3), within=60, otherwise="not all workers are there")
            leader = workers.leader()
            if leader is None:
                world.expect(False, "nobody leads")
                return
            workers.kill(leader)
            world.eventually(lambda: workers.leader() is not None, within=5, otherwise="nobody took over")
            if leader.process is not None:
                workers.add()
        world.pass_time(2)
    for subject in wire.out_of_order():
        world.findings.append(("broken", f"an older version of {subject} was published after a newer one"))
