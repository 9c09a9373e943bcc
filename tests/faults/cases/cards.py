"""What many need at once is missing in Redis."""

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from typing import Any

import requests
from redis import Redis

from tests.faults.case import case
from tests.faults.cases.routes import metric
from tests.faults.client import Client
from tests.faults.world import World

CLIENTS, ROUNDS, MOST_LOADS = 200, 10, 2
LOADED = "cards_rendered_total"


@case("R91", "The card of a post that stands first in all feeds expires while 200 clients read them, 10 times.")
def expired_card(world: World) -> None:
    """It is read from PostgreSQL at most twice, and everybody gets it."""
    with world.people(rate=15) as workload:
        world.pass_time(3)
    world.quiesce()
    author, *readers = [actor.client for actor in workload.actors]
    path = f"/api/v1/users/{workload.board.users[author.name]}/follow/"
    for reader in readers:
        reader.do("follow", "PUT", path, followee=author.name)
    body = {"text": "Everybody reads this.", "visibility": "public"}
    post = author.do("post.create", "POST", "/api/v1/posts/", json=body, **body).answer["id"]
    stands_first = f"the post is not the first of {len(readers)} feeds"
    world.eventually(lambda: {*map(_first, readers)} == {(200, post)}, within=20, otherwise=stands_first)
    loads = [_loads(world, readers, post) for _ in range(ROUNDS)]
    world.report(f"loads of the card {loads}")
    world.expect(min(loads) >= 1, "the card did not expire")
    world.expect(max(loads) <= MOST_LOADS, f"the card was read {max(loads)} times")


def _loads(world: World, readers: list[Client], post: str) -> int:
    """Let 200 clients read their feeds while the card expires; return how often it was read from PostgreSQL."""
    with Redis.from_url(world.stack.redis_url()) as redis, ThreadPoolExecutor(CLIENTS) as pool:
        before = metric(world, "posts-web", LOADED)
        at_once = threading.Barrier(CLIENTS, action=lambda: redis.delete(f"posts:card:{post}"))

        def read(client: Client) -> tuple[int, Any]:
            at_once.wait()
            return _first(client)

        shown = list(pool.map(read, islice(cycle(readers), CLIENTS)))
    missing = [each for each in shown if each != (200, post)]
    world.expect(not missing, f"{len(missing)} of {CLIENTS} clients were shown something else: {missing[:1]}")
    world.note("hot.read", attempts=CLIENTS)
    return int(metric(world, "posts-web", LOADED) - before)


def _first(client: Client) -> tuple[int, Any]:
    """Return the status of a feed, and the id of the first post."""
    headers = {"Authorization": f"Bearer {client.access}"}
    answer = requests.get(f"{client.base}/api/v1/feed/?limit=5", headers=headers, timeout=20)
    listed = answer.json().get("results") if answer.status_code == 200 else None
    return answer.status_code, listed[0]["id"] if listed else None
