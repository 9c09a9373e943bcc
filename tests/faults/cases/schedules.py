"""Posts become due while the processes that publish them are killed, ended, down, or there twice."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.case import case
from tests.faults.cases.lifecycle import Ending, locked, waits_for_lock
from tests.faults.crashes import failpoints_set
from tests.faults.moderation import administrator, reinstate, suspend
from tests.faults.more_workers import start_another
from tests.faults.onlookers import Member
from tests.faults.scheduling import SCHEDULING, coming_due, in_an_hour
from tests.faults.world import UNPUBLISHED, World

CELERY, BEAT = "posts-celery", "posts-beat"
STEPS = ("schedule.claimed", "schedule.in_transaction", "schedule.after_commit")
ENDING_SECONDS = 10
LATE_SECONDS = 30
STATES = "SELECT count(*) FROM posts_scheduledpost WHERE author_id = '{author}' AND {condition}"
POSTS = "SELECT count(*) FROM posts_post WHERE author_id = '{author}'"


@case(
    "R76", "Celery and beat are killed and ended at each step of publishing, and run twice (--long: 60 kills a step)."
)
def killed_publishers(world: World) -> None:
    """Every scheduled post is published once."""
    with coming_due(world), world.people(rate=20, rates=SCHEDULING):
        with failpoints_set(world) as failpoints:
            for step in STEPS:
                failpoints.crash_repeatedly({CELERY: f"{step}:2"}, times=60 if world.is_long else 3)
        world.wait_for(CELERY)
        _end_while_publishing(world)
        for program in (BEAT, CELERY):
            world.stack.signal(program, "KILL")
        world.wait_for(CELERY, BEAT)
        Ending(world, BEAT).expect_within(ENDING_SECONDS)
        world.stack.start(BEAT)
        world.wait_for(CELERY, BEAT)
        with _another(world, "celery"), _another(world, "beat"):
            world.pass_time(60 if world.is_long else 6)
    world.report(f"published {world.sql('posts', _published_since(world))} scheduled posts")


def _end_while_publishing(world: World) -> None:
    """Send SIGTERM to Celery while it waits in the middle of publishing a post."""
    with locked(world, "posts", "LOCK TABLE posts_post IN SHARE MODE"):
        world.eventually(lambda: waits_for_lock(world, "posts"), within=20, otherwise="nothing is published")
        ending = Ending(world, CELERY)
        world.pass_time(2)
    ending.expect_within(ENDING_SECONDS)
    world.stack.start(CELERY)


@contextmanager
def _another(world: World, kind: str) -> Iterator[None]:
    """Run a second Celery or beat beside that of the stack while the block runs."""
    second = start_another(world.stack, "posts", kind)
    try:
        world.eventually(second.is_ready, within=60, otherwise=f"a second {kind} is not ready")
        yield
    finally:
        if second.process is not None:
            second.process.terminate()
            second.process.wait(20)


def _published_since(world: World) -> str:
    since = f"created_at >= '{world.began.isoformat()}'"
    return f"SELECT count(*) FROM posts_scheduledpost WHERE state = 'published' AND {since}"


@case("R80", "Celery and beat are down for 20 s while posts become due (--long: 10 minutes).")
def late_publishers(world: World) -> None:
    """What is overdue is published within 30 s, but nothing of accounts that were suspended or deleted meanwhile."""
    admin = administrator(world)
    suspended, deleted = (_author(world, role) for role in ("suspended", "deleted"))
    with coming_due(world), world.people(rate=15, rates=SCHEDULING):
        world.pass_time(3)
        for program in (BEAT, CELERY):
            world.stack.stop(program)
        for author in (suspended, deleted):
            body = {"text": "Too late.", "visibility": "public", "publish_at": in_an_hour()}
            author.do("outside.schedule", "POST", "/api/v1/posts/", json=body)
        waits = STATES.format(author=suspended.identity, condition="state = 'waiting' AND due_at <= now()")
        world.eventually(lambda: world.sql("posts", waits) == 1, within=10, otherwise="the post does not become due")
        suspend(admin, suspended.identity)
        deleted.leave()
        world.pass_time(600 if world.is_long else 20)
        world.report(f"overdue {world.sql('posts', UNPUBLISHED)}")
        overdue = f"{UNPUBLISHED} AND due_at <= to_timestamp({world.sql('posts', 'SELECT extract(epoch FROM now())')})"
        for program in (BEAT, CELERY):
            world.stack.start(program)
        took = world.eventually(
            lambda: world.sql("posts", overdue) == 0, within=LATE_SECONDS, otherwise="posts are still overdue"
        )
        world.report(f"published {took:.1f} s after the start")
    failed = STATES.format(author=suspended.identity, condition="state = 'failed' AND failure = 'account_closed'")
    world.expect(world.sql("posts", failed) == 1, "the post of the suspended author did not fail")
    reinstate(admin, suspended.identity)
    world.pass_time(5)
    for author in (suspended, deleted):
        if world.sql("posts", POSTS.format(author=author.identity)):
            world.findings.append(("unexpected", f"a scheduled post of {author.name} is published"))


def _author(world: World, role: str) -> Member:
    return Member(world.stack.url, f"s{world.seed}{role}", world.history).join()
