"""The path from an exchange to a queue is broken: bindings are lost, a queue does not confirm, tables have grown."""

import time
from contextlib import suppress

import pika
import requests

from tests.faults.case import case
from tests.faults.delivery import bound_queues
from tests.faults.raw_events import EXCHANGE
from tests.faults.world import World

NEIGHBOUR_SECONDS = 1.0
"""The longest delay (p99) of events for queues that work."""
EFFECT_SECONDS = 0.25
FILLER = "posts.filler.written.v1"
FILL = {
    "outbox": f"""
        INSERT INTO outbox (event_id, type, subject, sequence, traceparent, data, created_at, published_at)
        SELECT gen_random_uuid(), '{FILLER}', 'filler', 1, '', '{{{{}}}}', now() - age, now() - age
        FROM (SELECT interval '14 days' * n / {{rows}} AS age FROM generate_series({{rows}}, 1, -1) AS n) AS row
    """,
    "inbox": f"""
        INSERT INTO inbox (event_id, type, handled_at)
        SELECT gen_random_uuid(), '{FILLER}', now() - interval '60 days' * n / {{rows}}
        FROM generate_series({{rows}}, 1, -1) AS n
    """,
    "idempotency_key": f"""
        INSERT INTO idempotency_key (id, fingerprint, status, content_type, body, created_at)
        SELECT sha256(('filler ' || n)::bytea), '\\x00', 200, '{FILLER}', '\\x00',
            now() - interval '2 days' * n / {{rows}}
        FROM generate_series({{rows}}, 1, -1) AS n
    """,
}
"""Rows of twice the retention time: half of them are to be pruned. By table."""
EMPTY = {"outbox": "type", "inbox": "type", "idempotency_key": "content_type"}
"""The columns by which the inserted rows are known, by table."""


def metric(world: World, program: str, name: str) -> float:
    """Return a metric of a worker; 0 when it does not answer."""
    with suppress(requests.RequestException):
        lines = requests.get(f"{world.stack.internal_url(program)}/metrics", timeout=2).text.splitlines()
        return next((float(line.split()[-1]) for line in lines if line.startswith(f"{name} ")), 0.0)
    return 0.0


def lag(world: World, *, since: float, until: float) -> float:
    """Return the 99th percentile of the seconds from a post's answer to a follower's feed, in a part of the run."""
    seconds = sorted(r.seconds for r in world.history.records if r.op == "lag" and since <= r.started <= until)
    return seconds[int(0.99 * (len(seconds) - 1))] if seconds else float("inf")


def unbind(world: World, package: str) -> int:
    """Delete all bindings for events of others from a service's queues and return how many there were."""
    bound = {queue: kinds for (owner, queue), kinds in bound_queues(world.stack).items() if owner == package}
    with pika.BlockingConnection(pika.URLParameters(world.stack.broker_url(package))) as connection:
        channel = connection.channel()
        for queue, kinds in bound.items():
            for kind in kinds:
                channel.queue_unbind(queue, EXCHANGE, routing_key=kind)
    return len({kind for kinds in bound.values() for kind in kinds})


@case("R04", "The bindings of notifications are lost while people write.")
def lost_bindings(world: World) -> None:
    """The loss is noticed, the bindings are made again, and the events that were missed are read from the log."""
    with world.people(rate=20):
        world.pass_time(3)
        lost = unbind(world, "notifications")
        noticed = world.eventually(
            lambda: metric(world, "notifications-worker", "bindings_lost_total") >= lost,
            within=30,
            otherwise="the bindings are lost, and nobody noticed",
        )
        world.pass_time(3)
    world.eventually(
        lambda: metric(world, "notifications-worker", "events_recovered_total") > 0,
        within=30,
        otherwise="nothing was read from the log",
    )
    world.report(f"{lost} bindings were lost, noticed after {noticed:.1f} s")


@case("R118", "The queue of notifications confirms nothing for a minute (--long: 5 minutes).")
def hung_queue(world: World) -> None:
    """The other consumers of the same events get them at once, and notifications gets all of them afterwards."""
    queue = "kith_notifications.events"
    with world.people(rate=20):
        world.pass_time(5)
        world.stack.rabbitmqctl("eval", f"sys:suspend('{queue}').")
        hung = time.time()
        world.pass_time(300 if world.is_long else 60)
        healed = time.time()
        waiting = metric(world, "posts-worker", "relay_unconfirmed_total")
        world.stack.rabbitmqctl("eval", f"sys:resume('{queue}').")
        world.pass_time(5)
    delay = lag(world, since=hung, until=healed)
    world.report(f"{waiting:.0f} events of posts unconfirmed; others' delay {delay:.3f} s (p99)")
    world.expect(waiting > 0, "the relay of posts missed no confirm: the queue was not hung")
    world.expect(delay <= NEIGHBOUR_SECONDS, f"others waited {delay:.2f} s (p99) for their events")


@case("R119", "A million rows (--long: ten million) are in outbox, inbox and keys of posts, half of them to be pruned.")
def full_tables(world: World) -> None:
    """The rows are pruned while the relay publishes, and events have their effects as fast as before."""
    rows = 10_000_000 if world.is_long else 1_000_000
    for statement in FILL.values():
        world.sql("posts", statement.format(rows=rows))
    before = {table: _pruned(world, table) for table in FILL}
    with world.people(rate=20):
        start = time.time()
        world.pass_time(60 if world.is_long else 30)
        delay = lag(world, since=start, until=time.time())
    for table in FILL:
        pruned = _pruned(world, table) - before[table]
        world.report(f"{pruned:.0f} rows of {table} pruned meanwhile")
        world.expect(pruned > 0, f"{table} was not pruned")
        world.sql("posts", f"DELETE FROM {table} WHERE {EMPTY[table]} = '{FILLER}'")
    world.report(f"from the answer to the effect {delay:.3f} s (p99)")
    world.expect(delay <= EFFECT_SECONDS, f"from the answer to the effect {delay:.2f} s (p99)")


def _pruned(world: World, table: str) -> float:
    return metric(world, "posts-worker", f'pruned_total{{table="{table}"}}')
