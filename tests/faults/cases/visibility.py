"""Changes of who may see what, under load."""

import random
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from statistics import quantiles

import psycopg2

from tests.faults.case import case
from tests.faults.client import Client
from tests.faults.history import History
from tests.faults.raw_events import new_id
from tests.faults.world import World

FOLLOWERS, READERS, SECONDS = 5_000, 4, 20
EDITS_PER_SECOND = 5.0
FOLLOWED = """
    INSERT INTO tie (id, kind, source_id, target_id, state, version)
    SELECT gen_random_uuid(), 'follow', gen_random_uuid(), '{author}', 'active', 1 FROM generate_series(1, {count})
"""
APPLIED = "SELECT state FROM tie WHERE kind = 'follow' AND source_id = %s AND target_id = %s"
SERVICES = ("posts", "profiles")
LIMIT_SECONDS = 1.0
GIVE_UP_SECONDS = 30.0

Person = tuple[Client, str]
"""A client and its account's id."""
Database = psycopg2.extensions.connection


@case("R116", "Two authors with 5,000 followers edit 300 times a minute, and others unfollow them.")
def edits_and_unfollows(world: World) -> None:
    """An unfollow takes effect at once: it does not wait behind the fan-out of posts."""
    authors, readers = _people(world, "author", 2), _people(world, "reader", READERS)
    for _, author in authors:
        world.sql("posts", FOLLOWED.format(author=author, count=FOLLOWERS))
    stop, seconds = threading.Event(), list[float]()
    threads = [threading.Thread(target=_edit, args=(client, stop)) for client, _ in authors]
    threads += [
        threading.Thread(target=_follow_and_unfollow, args=(world, one, authors, stop, seconds)) for one in readers
    ]
    for thread in threads:
        thread.start()
    world.pass_time(SECONDS)
    stop.set()
    for thread in threads:
        thread.join()
    p99 = quantiles(seconds, n=100)[98]
    world.note("wavered", attempts=len(seconds))
    world.report(f"{len(seconds)} changes of who may see: p99 {p99:.2f} s, at most {max(seconds):.2f} s")
    world.expect(p99 <= LIMIT_SECONDS, f"a change of who may see took {p99:.2f} s (p99)")


def _people(world: World, role: str, count: int) -> list[Person]:
    history = History(world.folder / f"{role}.jsonl")
    clients = [Client(world.stack.url, f"v{world.seed}{role}{number}", history) for number in range(count)]
    return [(client, client.register().answer["user"]["id"]) for client in clients]


def _edit(client: Client, stop: threading.Event) -> None:
    """Publish, and change the audience again and again; every second edit widens it, which causes a fan-out."""
    post = client.do("post", "POST", "/api/v1/posts/", json={"text": "a", "visibility": "public"}).answer["id"]
    audiences = ["private", "followers"]
    while not stop.wait(1 / EDITS_PER_SECOND):
        client.do("edit", "PATCH", f"/api/v1/posts/{post}/", json={"visibility": audiences[0], "text": new_id()})
        audiences.reverse()


def _follow_and_unfollow(
    world: World, reader: Person, authors: list[Person], stop: threading.Event, seconds: list[float]
) -> None:
    """Follow and unfollow, and measure how long it takes until every service that shows posts has applied it."""
    client, identity = reader
    chance = random.Random(identity)
    with ExitStack() as stack:
        databases = {service: stack.enter_context(_database(world, service)) for service in SERVICES}
        while not stop.is_set():
            author = chance.choice(authors)[1]
            for method, state in (("PUT", "active"), ("DELETE", "none")):
                client.do(f"follow.{method}", method, f"/api/v1/users/{author}/follow/")
                seconds.append(_seconds_until(databases, identity, author, state))


def _seconds_until(databases: Mapping[str, Database], follower: str, followee: str, state: str) -> float:
    began = time.monotonic()
    while not all(_is(each, service, follower, followee, state) for service, each in databases.items()):
        if time.monotonic() - began > GIVE_UP_SECONDS:
            break
        time.sleep(0.02)
    return time.monotonic() - began


@contextmanager
def _database(world: World, service: str) -> Iterator[Database]:
    connection = psycopg2.connect(world.stack.database_url(service, as_admin=True))
    connection.autocommit = True
    try:
        yield connection
    finally:
        connection.close()


def _is(connection: Database, service: str, follower: str, followee: str, state: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(APPLIED.format(service=service), [follower, followee])
        return bool(cursor.fetchone() == (state,))
