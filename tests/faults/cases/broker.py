"""RabbitMQ stops, dies or is wiped while people use Kith."""

import time

from tests.faults.case import case
from tests.faults.world import World

WRITES = ("post.create", "post.edit", "post.delete", "comment.create", "like", "unlike", "follow", "unfollow")


def write_latency(world: World, *, since: float, until: float) -> float:
    """Return the 99th percentile of the seconds that writes took between two moments of the run."""
    seconds = sorted(r.seconds for r in world.history.records if r.op in WRITES and since <= r.started <= until)
    return seconds[int(0.99 * (len(seconds) - 1))] if seconds else 0.0


@case("R00", "Nothing breaks.", is_quick=True)
def nothing(world: World) -> None:
    """Run the workload alone: whatever the checker finds here is wrong with Kith or with the checker."""
    with world.people():
        world.pass_time(10)


@case("R07", "The broker stops for a minute while people write (--long: 5 minutes).")
def stopped_broker(world: World) -> None:
    """Writes must go on without it, hardly slower; the outboxes drain when it is back."""
    with world.people(rate=20):
        start = time.time()
        world.pass_time(10)
        stopped = time.time()
        world.stack.rabbitmqctl("stop_app")
        world.pass_time(300 if world.is_long else 60)
        healed = time.time()
        world.stack.rabbitmqctl("start_app")
        world.pass_time(5)
    before, during = (write_latency(world, since=a, until=b) for a, b in ((start, stopped), (stopped, healed)))
    world.expect(during <= max(2 * before, 0.05), f"writes took {during:.3f} s instead of {before:.3f} s (p99)")
    refused = [r for r in world.history.records if r.op in WRITES and r.attempts > 1]
    world.expect(not refused, f"{len(refused)} writes did not succeed at once")
