"""Authors with very many followers post, and delete while the post is copied to the timelines of the followers."""

import threading
import time

from redis import Redis

from runtime.waiting import becomes_true
from tests.faults.case import case
from tests.faults.cases.routes import lag
from tests.faults.client import Client
from tests.faults.history import History
from tests.faults.timelines import current_generation, make_timelines
from tests.faults.world import World

CELEBRITIES, CELEBRITY_FOLLOWERS = 3, 50_000
"""How many celebrities there are, and how many followers each has: only their first posts are fanned out on write."""
AUTHOR_FOLLOWERS = 9_000
"""The followers of an author all of whose posts are fanned out on write."""
SECONDS, LONG_SECONDS = 20, 60
MOST_TIMES, PROMISED_SECONDS = 2.0, 0.25
"""How much longer posts of others may take, if they do not come within the time that is promised for every post."""
FOLLOWER_ID = "00000000-0000-7000-8000-{:012x}"
FOLLOW = """
    INSERT INTO tie (id, kind, source_id, target_id, state, version)
    SELECT gen_random_uuid(), 'follow', ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '{author}',
           'active', 1
    FROM generate_series(1, {count}) AS n
"""


@case("R90", "Authors with 50,000 and 9,000 followers post, and delete during the fan-out, for 20 s (--long: 60).")
def deleted_during_fan_out(world: World) -> None:
    """The posts of others come as soon as before, at most twice as late, and no copy is left."""
    history = History(world.folder / "authors.jsonl")
    celebrities = [_author(world, history, f"celebrity{number}", CELEBRITY_FOLLOWERS) for number in range(CELEBRITIES)]
    author = _author(world, history, "author", AUTHOR_FOLLOWERS)
    seconds, posts = LONG_SECONDS if world.is_long else SECONDS, list[str]()
    with Redis.from_url(world.stack.redis_url()) as redis:
        with world.people(users=5, rate=6):
            followers = [FOLLOWER_ID.format(number) for number in range(1, CELEBRITY_FOLLOWERS + 1)]
            timelines = make_timelines(redis, current_generation(world, redis), followers)
            began = time.time()
            world.pass_time(seconds)
            broken, stop = time.time(), threading.Event()
            threads = [threading.Thread(target=_once, args=(world, redis, timelines, celebrities, posts))]
            threads += [threading.Thread(target=_repeatedly, args=(world, redis, timelines, author, posts, stop))]
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
    world.expect(len(posts) > CELEBRITIES, f"only {len(posts)} posts were deleted during their fan-out")
    before, meanwhile = lag(world, since=began, until=broken), lag(world, since=broken, until=ended)
    world.report(
        f"{len(posts)} posts deleted during the fan-out; lag p99 {before:.3f} s before, {meanwhile:.3f} s then"
    )
    limit = max(MOST_TIMES * before, PROMISED_SECONDS)
    world.expect(meanwhile <= limit, f"others' posts took {meanwhile:.2f} s (p99), before {before:.2f} s")


def _author(world: World, history: History, role: str, followers: int) -> Client:
    client = Client(world.stack.url, f"s{world.seed}{role}", history)
    author = client.register().answer["user"]["id"]
    world.sql("posts", FOLLOW.format(author=author, count=followers))
    return client


def _once(world: World, redis: Redis, timelines: list[bytes], authors: list[Client], posts: list[str]) -> None:
    for author in authors:
        _post_and_delete(world, redis, timelines, author, posts)


def _repeatedly(
    world: World, redis: Redis, timelines: list[bytes], author: Client, posts: list[str], stop: threading.Event
) -> None:
    while not stop.wait(0.2):
        _post_and_delete(world, redis, timelines[:AUTHOR_FOLLOWERS], author, posts)


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
