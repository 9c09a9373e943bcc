"""Authors with very many followers post, and delete while the post is copied to the timelines of the followers."""

import threading
import time

from redis import Redis

from runtime.waiting import becomes_true
from tests.faults.case import case
from tests.faults.cases.routes import lag
from tests.faults.client import Client
from tests.faults.history import History
from tests.faults.world import World

FOLLOWERS, MOST_COPIED = 50_000, 9_000
"""The followers of authors whose first post is copied to all and whose later ones are merged into feeds when these are
read, and those of an author whose posts are always copied.
"""
GREAT_AUTHORS = 3
SECONDS, LONG_SECONDS = 20, 60
MOST_TIMES, ORDINARY_SECONDS = 2.0, 0.25
"""How much longer posts of others may take, if they do not come within the time that is promised for every post."""
FAN = "00000000-0000-7000-8000-{:012x}"
FOLLOWED = """
    INSERT INTO tie (id, kind, source_id, target_id, state, version)
    SELECT gen_random_uuid(), 'follow', ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '{author}',
           'active', 1
    FROM generate_series(1, {count}) AS n
"""
GENERATION = "posts:timelines"
END = "!"
"""The lowest member of a timeline that is complete."""


@case("R90", "Authors with 50,000 and 9,000 followers post, and delete during the fan-out, for 20 s (--long: 60).")
def deleted_during_fan_out(world: World) -> None:
    """The posts of others come as soon as before, at most twice as late, and no copy is left."""
    history = History(world.folder / "authors.jsonl")
    great = [_author(world, history, f"great{number}", FOLLOWERS) for number in range(GREAT_AUTHORS)]
    large = _author(world, history, "large", MOST_COPIED)
    seconds, posts = LONG_SECONDS if world.is_long else SECONDS, list[str]()
    with Redis.from_url(world.stack.redis_url()) as redis:
        with world.people(users=5, rate=6):
            world.eventually(lambda: redis.exists(GENERATION) == 1, within=10, otherwise="nobody reads a feed")
            timelines = _make_timelines(redis)
            began = time.time()
            world.pass_time(seconds)
            broken, stop = time.time(), threading.Event()
            threads = [threading.Thread(target=_once, args=(world, redis, timelines, great, posts))]
            threads += [threading.Thread(target=_repeatedly, args=(world, redis, timelines, large, posts, stop))]
            for thread in threads:
                thread.start()
            world.pass_time(seconds)
            stop.set()
            for thread in threads:
                thread.join()
            ended = time.time()
        world.quiesce()
        copies = _copies(redis, timelines, posts)
        redis.unlink(*timelines)
    if copies:
        world.findings.append(("unexpected", f"{copies} copies of deleted posts are left"))
    world.note("fan_out", attempts=len(posts))
    world.expect(len(posts) > GREAT_AUTHORS, f"only {len(posts)} posts were deleted during their fan-out")
    before, meanwhile = lag(world, since=began, until=broken), lag(world, since=broken, until=ended)
    world.report(
        f"{len(posts)} posts deleted during the fan-out; lag p99 {before:.3f} s before, {meanwhile:.3f} s then"
    )
    limit = max(MOST_TIMES * before, ORDINARY_SECONDS)
    world.expect(meanwhile <= limit, f"others' posts took {meanwhile:.2f} s (p99), before {before:.2f} s")


def _author(world: World, history: History, role: str, followers: int) -> Client:
    client = Client(world.stack.url, f"s{world.seed}{role}", history)
    author = client.register().answer["user"]["id"]
    world.sql("posts", FOLLOWED.format(author=author, count=followers))
    return client


def _make_timelines(redis: Redis) -> list[bytes]:
    """Create the timelines of all followers, with nothing in them, and return their keys."""
    generation = redis.get(GENERATION)
    keys = [b"posts:entries:%b:%b" % (generation, FAN.format(n).encode()) for n in range(1, FOLLOWERS + 1)]
    pipeline = redis.pipeline(transaction=False)
    for key in keys:
        pipeline.zadd(key, {END: 0})
    pipeline.execute()
    return keys


def _once(world: World, redis: Redis, timelines: list[bytes], authors: list[Client], posts: list[str]) -> None:
    for author in authors:
        _post_and_delete(world, redis, timelines, author, posts)


def _repeatedly(
    world: World, redis: Redis, timelines: list[bytes], author: Client, posts: list[str], stop: threading.Event
) -> None:
    while not stop.wait(0.2):
        _post_and_delete(world, redis, timelines[:MOST_COPIED], author, posts)


def _post_and_delete(world: World, redis: Redis, timelines: list[bytes], author: Client, posts: list[str]) -> None:
    """Publish, wait for the first copy, and delete; keep the id if the last copy was not made by then.

    The followers get posts in the order of their ids.
    """
    body = {"text": "to everybody", "visibility": "public"}
    post = author.do("post", "POST", "/api/v1/posts/", json=body).answer["id"]
    is_begun = becomes_true(lambda: redis.zscore(timelines[0], post) is not None, seconds=20)
    deletion = author.do("delete", "DELETE", f"/api/v1/posts/{post}/")
    is_unfinished = redis.zscore(timelines[-1], post) is None
    world.expect(deletion.outcome == "ok", f"a deletion was answered {deletion.statuses}")
    world.expect(is_begun, "a post was not copied to the first follower")
    if is_begun and is_unfinished:
        posts.append(post)


def _copies(redis: Redis, timelines: list[bytes], posts: list[str]) -> int:
    """Return how many copies of the posts there are."""
    pipeline = redis.pipeline(transaction=False)
    for key in timelines if posts else ():
        pipeline.zmscore(key, posts)
    return sum(score is not None for scores in pipeline.execute() for score in scores)
