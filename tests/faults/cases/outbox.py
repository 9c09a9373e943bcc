"""What is between a change and the broker dies or stalls: the web worker, the relay, the connection, a transaction."""

import random

from tests.faults.case import case
from tests.faults.contenders import contending
from tests.faults.mortality import mortality
from tests.faults.outboxes import expect_told
from tests.faults.transactions import KIND, TELLER, Told, Transaction, interleave
from tests.faults.witness import Witness
from tests.faults.world import World

LATE_SECONDS = 2
"""The longest time from a commit to the broker."""
WRITING = ("outbox.after_insert", "view.before_commit", "view.after_commit")
PRODUCERS = ("posts", "social_graph")
"""The broker users of the services that tell most."""


@case("R01", "Web workers are killed around their commits, 30 times in all (--long: 200).")
def dying_writers(world: World) -> None:
    """A change and its event are there both or not at all, and whoever was told of neither asks again."""
    with world.people(rate=20), mortality(world) as deaths:
        for failpoint in WRITING:
            doomed = {"posts-web": f"{failpoint}:9", "social-graph-web": f"{failpoint}:3"}
            deaths.let_die(doomed, times=67 if world.is_long else 10)
    expect_told(world)


@case("R02", "Relays are killed after the broker's confirm and before they mark it, 10 times (--long: 50).")
def dying_relays(world: World) -> None:
    """What was not marked is told again, and has its effect once."""
    doomed = {"posts-worker": "relay.after_confirm:4", "social-graph-worker": "relay.after_confirm:3"}
    with Witness(world.stack, "posts", "posts.#", "social_graph.#") as wire, world.people(rate=20):
        with mortality(world) as deaths:
            deaths.let_die(doomed, times=50 if world.is_long else 10)
        world.pass_time(3)
    world.expect(wire.repeated() > 0, "nothing was told twice: no relay died between confirm and mark")


@case("R03", "Connections are cut while events are on them, 20 times (--long: 100).")
def cut_connections(world: World) -> None:
    """Half of the cuts lose what was sent, the others only the broker's answer to it."""
    chance = random.Random(world.seed)
    with Witness(world.stack, "posts", "posts.#", "social_graph.#") as wire, world.people(rate=20):
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
    world.expect(wire.repeated() > 0, "nothing was told twice: no connection was cut before the confirm")


@case("R05", "Transactions commit later than others with higher ids, in 100 ways (--long: 1,000).", is_quick=True)
def late_commits(world: World) -> None:
    """A relay that looked only behind what it told last would never tell them."""
    told, chance = Told(), random.Random(world.seed)
    transactions = [Transaction(world.stack.database_url(TELLER), told) for _ in range(4)]
    with Witness(world.stack, TELLER, KIND) as wire:
        early, late, *_ = transactions
        early.tell()
        higher = late.tell()
        late.commit()
        world.eventually(lambda: higher in wire.first_seen(), within=LATE_SECONDS, otherwise="nothing was told")
        world.pass_time(5 if world.is_long else 2)
        early.commit()
        for _ in range(1000 if world.is_long else 100):
            interleave(transactions, chance)
        world.eventually(
            lambda: told.committed.keys() <= wire.first_seen().keys(),
            within=LATE_SECONDS,
            otherwise="not everything that was committed was told",
        )
    for transaction in transactions:
        transaction.close()
    expect_as_committed(world, told, wire)


def expect_as_committed(world: World, told: Told, wire: Witness) -> None:
    """Note a finding for each event that was committed and not told in time, or told and not committed."""
    seen = wire.first_seen()
    world.findings += [("lost", f"{event} was not told") for event in told.committed.keys() - seen.keys()]
    world.findings += [("unexpected", f"{event} was rolled back") for event in told.rolled_back & seen.keys()]
    lag = max(seen[event] - committed for event, committed in told.committed.items() if event in seen)
    world.expect(lag <= LATE_SECONDS, f"an event was told {lag:.1f} s after its commit")
    world.note("lag", attempts=len(told.committed) + len(told.rolled_back), seconds=lag)


@case("R06", "Of three relays of a service the leader is killed, 4 times (--long: 20).")
def killed_leaders(world: World) -> None:
    """Another one leads within 5 seconds, and nobody tells a version before an older one."""
    with (
        Witness(world.stack, "posts", "posts.#") as wire,
        world.people(rate=20),
        contending(world.stack, "posts", 3) as contenders,
    ):
        for _ in range(20 if world.is_long else 4):
            world.eventually(lambda: contenders.are_ready(3), within=60, otherwise="not all workers are there")
            leader = contenders.leader()
            if leader is None:
                world.expect(False, "nobody leads")
                return
            contenders.kill(leader)
            world.eventually(lambda: contenders.leader() is not None, within=5, otherwise="nobody took over")
            if leader.process is not None:
                contenders.add()
        world.pass_time(2)
    for subject in wire.out_of_order():
        world.findings.append(("broken", f"an older version of {subject} was told after a newer one"))
