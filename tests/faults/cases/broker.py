"""RabbitMQ stops, is killed, stops answering or loses its data while people use Kith."""

import shutil
import time
from datetime import UTC, datetime

from manifest import SERVICES
from tests.faults.case import case
from tests.faults.world import World

WRITES = ("post.create", "post.edit", "post.delete", "comment.create", "like", "unlike", "follow", "unfollow")
WORKERS = tuple(f"{service.name}-worker" for service in SERVICES)
READERS = ("profiles-worker", "notifications-worker")
"""Users that do not read these queues; their messages stay in the broker."""
DETECTED_SECONDS = 30
RECONNECTED_SECONDS = 20


def write_latency(world: World, *, since: float, until: float) -> float:
    """Return the 99th percentile of the seconds that writes took between two moments of the run."""
    seconds = sorted(r.seconds for r in world.history.records if r.op in WRITES and since <= r.started <= until)
    return seconds[int(0.99 * (len(seconds) - 1))] if seconds else 0.0


def expect_unimpaired_writes(world: World, *, start: float, broken: float, healed: float) -> None:
    """Note a finding when a write did not succeed at once, or took twice as long while the broker was away."""
    before, during = (write_latency(world, since=a, until=b) for a, b in ((start, broken), (broken, healed)))
    world.report(f"writes took {before:.3f} s (p99) before, {during:.3f} s without the broker")
    world.expect(during <= max(2 * before, 0.05), f"writes took {during:.3f} s instead of {before:.3f} s (p99)")
    refused = [r for r in world.history.records if r.op in WRITES and r.attempts > 1]
    world.expect(not refused, f"{len(refused)} writes did not succeed at once")


@case("R00", "Nothing breaks.")
def nothing(world: World) -> None:
    """Run the workload alone: whatever the checker finds here is wrong with Kith or with the checker."""
    with world.people():
        world.pass_time(10)


@case("R07", "The broker stops for a minute while people write (--long: 5 minutes).")
def stopped_broker(world: World) -> None:
    """Writes go on without the broker, hardly slower; the outboxes drain when it is back."""
    with world.people(rate=20):
        start = time.time()
        world.pass_time(10)
        broken = time.time()
        world.stack.rabbitmqctl("stop_app")
        world.pass_time(300 if world.is_long else 60)
        healed = time.time()
        world.stack.rabbitmqctl("start_app")
        world.pass_time(5)
    expect_unimpaired_writes(world, start=start, broken=broken, healed=healed)


@case("R08", "The broker is killed every 10 seconds, three times (--long: ten times).")
def killed_broker(world: World) -> None:
    """What the broker has confirmed is on its disk; the relay publishes the rest again."""
    with world.people(rate=20):
        for _ in range(10 if world.is_long else 3):
            world.pass_time(10)
            world.wait_for("rabbitmq")
            world.stack.signal("rabbitmq", "KILL")
        world.pass_time(10)
    refused = [r for r in world.history.records if r.op in WRITES and r.attempts > 1]
    world.expect(not refused, f"{len(refused)} writes did not succeed at once")


@case("R11", "The network to the broker swallows everything for 90 seconds.")
def silent_broker(world: World) -> None:
    """The workers notice it by their heartbeats and connect again; no other process is affected."""
    processes = _processes(world)
    with world.people(rate=20):
        start = time.time()
        world.pass_time(10)
        broken = time.time()
        world.disturb_broker("blackhole")
        noticed = world.eventually(
            lambda: not any(map(world.stack.is_ready, WORKERS)),
            within=DETECTED_SECONDS,
            otherwise="not all workers noticed that the broker is silent",
        )
        world.pass_time(broken + 90 - time.time())
        healed = time.time()
        world.disturb_broker("pass")
        connected = world.eventually(
            lambda: all(map(world.stack.is_ready, WORKERS)),
            within=RECONNECTED_SECONDS,
            otherwise="not all workers connected again",
        )
        world.pass_time(5)
    world.report(f"noticed after {noticed:.1f} s, connected again after {connected:.1f} s")
    world.expect(_processes(world) == processes, "a worker or the agent died of the silence")
    expect_unimpaired_writes(world, start=start, broken=broken, healed=healed)


def _processes(world: World) -> dict[str, int]:
    return {program: world.stack.pid(program) for program in (*WORKERS, "gateway-agent")}


@case("R13", "The broker loses everything that it ever had.")
def wiped_broker(world: World) -> None:
    """The broker comes back with users and exchanges, the workers declare their queues, and `replay` publishes
    everything again.
    """
    with world.people(rate=20):
        world.pass_time(5)
        since = datetime.now(UTC)
        for worker in READERS:
            world.stack.stop(worker)
        world.pass_time(10)
        lost = world.queue_lengths(".events")
        world.expect(lost > 0, "nothing was in the broker when it was wiped")
        world.stack.stop("rabbitmq")
        for folder in (world.stack.layout.server("rabbitmq") / "data").iterdir():
            shutil.rmtree(folder) if folder.is_dir() else folder.unlink()
        world.pass_time(5)
        world.stack.start("rabbitmq")
        for worker in READERS:
            world.stack.start(worker)
        for worker in WORKERS:
            world.wait_for(worker)
        for service in SERVICES:
            world.stack.manage(service.name, "replay", "--since", since.isoformat())
        world.pass_time(5)
