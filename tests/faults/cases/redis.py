"""Redis loses its data, is killed, stopped or frozen while people use Kith: everything in it can be rebuilt."""

import os
import signal
import time
from uuid import uuid4

from redis import Redis

from manifest import SERVICES
from tests.faults.case import case
from tests.faults.probes import Answers, probing
from tests.faults.timelines import GENERATION, current_generation, make_timelines
from tests.faults.tokens import Watch, new_session, watching
from tests.faults.world import World

MARKED = "SELECT n_tup_ins FROM pg_stat_user_tables WHERE relname = 'posts_staletimeline'"


@case("R50", "Redis loses its data, and is killed.", is_quick=True)
def forgetful_redis(world: World) -> None:
    """Ended sessions stay ended, feeds and counts are right again, and no request fails."""
    with world.people(rate=15) as workload, probing(workload, world.history):
        world.pass_time(4)
        ended = new_session(workload, 0, world.history)
        ended.logout()
        world.pass_time(2)
        broken = time.time()
        with watching(ended) as (watch,):
            Redis.from_url(world.stack.redis_url()).flushall()
            world.pass_time(4)
            world.stack.signal("redis", "KILL")
            world.wait_for("redis")
            world.pass_time(6)
    _expect_no_errors(world, watch, since=broken)


@case("R51", "Redis is away for 20 seconds, then frozen for 20 (--long: 2 minutes each).")
def absent_redis(world: World) -> None:
    """Feeds are served from PostgreSQL, tokens are checked without Redis, and limits are not counted."""
    seconds = 120 if world.is_long else 20
    with world.people(rate=15) as workload, probing(workload, world.history):
        world.pass_time(4)
        ended = new_session(workload, 0, world.history)
        ended.logout()
        world.pass_time(2)
        broken = time.time()
        with watching(ended) as (watch,):
            world.stack.stop("redis")
            world.pass_time(seconds)
            world.stack.start("redis")
            world.wait_for("redis")
            world.pass_time(5)
            pid = world.stack.pid("redis")
            os.kill(pid, signal.SIGSTOP)
            world.pass_time(seconds)
            os.kill(pid, signal.SIGCONT)
            world.pass_time(5)
    _expect_no_errors(world, watch, since=broken)


@case("R117", "Redis pauses for 300 ms, 20 times a minute, for 30 s (--long: 3 minutes).")
def pausing_redis(world: World) -> None:
    """A timeline is dropped only if it missed an update, and every feed is right."""
    with world.people(rate=15):
        redis = Redis.from_url(world.stack.redis_url())
        generation = current_generation(world, redis)
        bystanders = make_timelines(redis, generation, (str(uuid4()) for _ in range(200)))
        for _ in range(60 if world.is_long else 10):
            redis.client_pause(300)
            world.pass_time(3)
        world.expect(redis.get(GENERATION) == generation, "all timelines were forgotten")
        kept = redis.exists(*bystanders)
        world.expect(kept == len(bystanders), f"{len(bystanders) - kept} timelines were forgotten that missed nothing")
    world.report(f"marked stale {world.sql('posts', MARKED)}")


def _expect_no_errors(world: World, watch: Watch, *, since: float) -> None:
    world.expect(watch.refused_after(since), "an ended session was let in")
    asked = Answers.of(world.history, [service.name for service in SERVICES], since=since, until=time.time())
    world.expect(not asked.failed, f"{asked.failed} of {len(asked.records)} questions failed")
    tried_again = [r for r in world.history.records if not r.op.startswith("probe.") and {0, 503} & {*r.statuses}]
    world.expect(not tried_again, f"{len(tried_again)} operations did not succeed at once")
