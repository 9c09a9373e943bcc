"""Timelines of the posts service, created directly in Redis."""

from collections.abc import Iterable

from redis import Redis

from tests.faults.world import World

GENERATION = "posts:timelines"
"""The key whose value stands in the key of every timeline."""
END = "!"
"""The lowest member of a timeline that is complete."""


def current_generation(world: World, redis: Redis) -> bytes:
    """Wait until somebody has read a feed, and return the generation, which is part of the key of every timeline."""
    world.eventually(lambda: redis.exists(GENERATION) == 1, within=10, otherwise="nobody reads a feed")
    return redis.get(GENERATION)


def make_timelines(redis: Redis, generation: bytes, readers: Iterable[str]) -> list[bytes]:
    """Create the timeline of each reader, complete and with no entries, and return their keys."""
    keys = [b"posts:entries:%b:%b" % (generation, reader.encode()) for reader in readers]
    pipeline = redis.pipeline(transaction=False)
    for key in keys:
        pipeline.zadd(key, {END: 0})
    pipeline.execute()
    return keys
