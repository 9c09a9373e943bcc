"""Ends of follows of an author of posts for followers, by either side and by blocks, while posts is down and while it
has a long backlog of events.
"""

import random
import time
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Thread

import requests

from tests.faults.case import case
from tests.faults.client import Client
from tests.faults.follow_events import FollowEvents
from tests.faults.history import History, Record
from tests.faults.raw_events import publisher
from tests.faults.world import World

QUEUE = "posts.events"
PROGRAMS = ("posts-web", "posts-worker")
FOLLOWERS, FOLLOWEES = 100, 200
"""Of the accounts whose 20,000 follows wait before posts; five times as many followers in the long form."""
APPLIED_SECONDS = 5.0
AT_ONCE_SECONDS = 2.5
"""For an answer: the 2 s in which an offer must be taken, and the request itself."""
PAUSE_SECONDS = 5.0
"""How long a process of the social graph offers nothing to a service that has failed."""
DRAIN_SECONDS = 300.0
"""For the backlog, also on a machine that does much else: how fast it drains is not what is tested here."""
SHOWN_SECONDS = 30.0


WAYS = ("block", "remove", "unfollow")


@dataclass
class Reader:
    """A follower of the author, who reads the author's post again and again from ``watch`` on."""

    client: Client
    id: str
    post: str
    author: Client
    author_id: str
    way: str
    """How it stops being one, of WAYS."""
    shown_after_hidden: int = 0
    reads: int = 0
    _stop: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def follow(self) -> Record:
        """Follow the author."""
        return self.client.do("confirming.follow", "PUT", f"/api/v1/users/{self.author_id}/follow/")

    def end(self) -> Record:
        """End the follow in its way, with one request."""
        if self.way == "unfollow":
            return self.client.do("confirming.unfollow", "DELETE", f"/api/v1/users/{self.author_id}/follow/")
        if self.way == "remove":
            return self.author.do("confirming.remove", "DELETE", f"/api/v1/users/me/followers/{self.id}/")
        return self.author.do("confirming.block", "PUT", f"/api/v1/users/{self.id}/block/")

    def status(self) -> int:
        """Return the status of the answer for the post: 200 when it is shown, 404 when not; 0 for none."""
        headers = {"Authorization": f"Bearer {self.client.access}"}
        with suppress(requests.RequestException):
            return requests.get(
                f"{self.client.base}/api/v1/posts/{self.post}/", headers=headers, timeout=12
            ).status_code
        return 0

    def has_in_feed(self) -> bool:
        """Return whether the post is in the feed."""
        record = self.client.do("confirming.feed", "GET", "/api/v1/feed/")
        return self.post in [post["id"] for post in record.answer["results"]]

    def watch(self) -> None:
        """From now on, count the answers that show the post after one that did not."""
        self._thread = Thread(target=self._watch)
        self._thread.start()

    def unwatch(self) -> None:
        """End ``watch``."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        is_hidden = False
        while not self._stop.wait(0.1):
            status = self.status()
            self.reads += status in (200, 404)
            self.shown_after_hidden += is_hidden and status == 200
            is_hidden = is_hidden or status == 404


@case(
    "R110",
    "Follows end, also by blocks, while posts is down, and while 20,000 events wait before it (--long: 100,000).",
)
def ends_of_follows_without_posts(world: World) -> None:
    """Unconfirmed it is 202 and done soon after; confirmed it is 200 and done, whatever waits; hidden stays hidden."""
    with world.people(users=5, rate=8):
        early, late, never, *others = _readers(world, count=6)
        _while_stopped(world, early)
        drained = _behind_a_backlog(world, late, never, others)
    readers = [early, late, never, *others]
    for reader in readers:
        reader.unwatch()
        world.expect(reader.status() == 404, "at the end, the post is shown to a former follower")
    again = sum(reader.shown_after_hidden for reader in readers)
    world.findings += [("leaks", "a post was shown again after it had been hidden")] * again
    world.report(f"{drained}, {sum(reader.reads for reader in readers)} reads of the post by former followers")


def _readers(world: World, *, count: int) -> list[Reader]:
    """Let an author publish a post for followers; all readers but the third follow, and are shown it."""
    history = History(world.folder / "readers.jsonl")
    clients = [Client(world.stack.url, f"c{world.seed}x{number}", history) for number in range(count + 1)]
    ids = [client.register().answer["user"]["id"] for client in clients]
    body = {"text": "for followers", "visibility": "followers"}
    post = clients[0].do("confirming.post", "POST", "/api/v1/posts/", json=body).answer["id"]
    readers = [
        Reader(client, ids[number], post, clients[0], ids[0], WAYS[(number - 1) % len(WAYS)])
        for number, client in enumerate(clients[1:], 1)
    ]
    followers = [reader for reader in readers if reader is not readers[2]]
    for reader in followers:
        reader.follow()
    world.eventually(
        lambda: all(reader.status() == 200 for reader in followers), within=SHOWN_SECONDS, otherwise="no post is shown"
    )
    return readers


def _while_stopped(world: World, reader: Reader) -> None:
    for program in PROGRAMS:
        world.stack.stop(program)
    answer = reader.end()
    world.expect(answer.status == 202, f"while posts was down, {reader.way} was answered {answer.status}")
    world.expect(answer.seconds <= AT_ONCE_SECONDS, f"while posts was down, {reader.way} took {answer.seconds:.1f} s")
    for program in PROGRAMS:
        world.stack.start(program)
    world.wait_for(*PROGRAMS)
    took = world.eventually(lambda: reader.status() == 404, within=APPLIED_SECONDS, otherwise="the post is still shown")
    reader.watch()
    world.expect(not reader.has_in_feed(), "the post is still in a feed")
    world.report(f"202 in {answer.seconds:.2f} s; hidden {took:.2f} s after posts was back")
    world.eventually(
        lambda: reader.end().status == 200,
        within=30,
        otherwise="the end of a follow is not confirmed after posts was back",
    )


def _behind_a_backlog(world: World, late: Reader, never: Reader, others: list[Reader]) -> str:
    """End follows before the worker runs and while it does; return how long the backlog took."""
    world.pass_time(PAUSE_SECONDS)
    world.stack.stop("posts-worker")
    edges = _backlog(world)
    _expect_confirmed(world, late)
    never.follow()
    _expect_confirmed(world, never)
    began = time.monotonic()
    world.stack.start("posts-worker")
    world.wait_for("posts-worker")
    for reader in others:
        world.expect(_waiting(world) > 0, "the backlog was gone before the last end of a follow")
        _expect_confirmed(world, reader)
    world.eventually(lambda: _waiting(world) == 0, within=DRAIN_SECONDS, otherwise="the backlog stays")
    return f"{len(edges.pairs)} events drained in {time.monotonic() - began:.0f} s"


def _backlog(world: World) -> FollowEvents:
    """Put one event for each of many follows on the queue of posts, behind which all further events wait."""
    edges = FollowEvents(followers=FOLLOWERS * (5 if world.is_long else 1), followees=FOLLOWEES)
    events = [event for pair in edges.pairs for event in edges.history(pair, versions=1)]
    random.Random(world.seed).shuffle(events)
    with publisher(world.stack, "posts") as bus:
        bus.publish_to_own_queue(*events)
    world.note("piled up", attempts=len(events))
    # The broker confirms a message before the length of its queue says so.
    world.eventually(
        lambda: _waiting(world) >= len(events), within=SHOWN_SECONDS, otherwise="not all events wait in the queue"
    )
    return edges


def _expect_confirmed(world: World, reader: Reader) -> None:
    """End a follow, and expect that it is confirmed within the time of an offer and in force with the answer."""
    answer = reader.end()
    shown, in_feed = reader.status(), reader.has_in_feed()
    reader.watch()
    world.expect(answer.status == 200, f"behind a backlog, {reader.way} was answered {answer.status}")
    world.expect(answer.seconds <= AT_ONCE_SECONDS, f"behind a backlog, {reader.way} took {answer.seconds:.1f} s")
    world.expect(shown == 404 and not in_feed, f"after a confirmed {reader.way} the post was answered with {shown}")


def _waiting(world: World) -> int:
    return world.queue_lengths(QUEUE)
