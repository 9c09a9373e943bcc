"""The seeded stream of operations in a small world, where people interact often enough for visibility bugs to show."""

import random
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from runtime.waiting import becomes_true
from tests.faults import races
from tests.faults.client import Client
from tests.faults.history import History, Record

POST_VISIBILITIES = ("public", "public", "public", "followers", "followers", "private")
SEEDS = 100
"""The number of seeds that differ in what people do."""
NEWEST = 12
"""People like and comment on one of so many newest posts, so that many act on the same ones."""
MEETING_SECONDS = 20
"""The longest time until the social graph knows a new account."""


class Board:
    """What everybody knows of everybody: ids of users, posts and comments, added when they are created."""

    def __init__(self) -> None:
        """Start with an empty world."""
        self.users: dict[str, str] = {}
        self.posts: list[tuple[str, str]] = []
        self.comments: list[tuple[str, str]] = []
        """Comments, each with its post."""
        self.groups: list[tuple[str, str]] = []
        """Groups, each with its owner."""


class Actor:
    """One user's stream of operations; ``seed`` decides what it does, not the clock."""

    def __init__(self, client: Client, board: Board, seed: str, rates: "Rates") -> None:
        """Prepare the actor; ``client`` must be registered already."""
        self.client, self.board = client, board
        self.operations, self.weights = tuple(rates), tuple(rates.values())
        self.twin = Client(client.base, client.name, client.history)
        self.random = random.Random(seed)
        self.count = 0
        self.has_left = False
        self.posts: list[str] = []
        self.comments: list[str] = []
        self.scheduled: list[str] = []

    @property
    def places(self) -> tuple[Client, Client]:
        """Return both places where the user is logged in."""
        return self.client, self.twin

    def enter(self) -> None:
        """Log in at a second place, and follow the first user, whom everybody follows."""
        self.twin.login()
        celebrity = min(self.board.users)
        if self.client.name != celebrity:
            becomes_true(lambda: self._edge("follow", "PUT", celebrity).outcome == "ok", seconds=MEETING_SECONDS)

    def act(self) -> Record | None:
        """Do the next operation and return its record, or None when there is no object for it."""
        return self.random.choices(self.operations, weights=self.weights)[0](self)

    def draft(self) -> dict[str, str]:
        """Return the fields of a post with a unique text."""
        return {"text": self._text(), "visibility": self.random.choice(POST_VISIBILITIES)}

    def keep_post(self, record: Record) -> Record:
        """Remember a post that was made, also for the other users."""
        if record.outcome == "ok":
            self.posts.append(record.answer["id"])
            self.board.posts.append((record.answer["id"], self.client.name))
        return record

    def any_post(self) -> str | None:
        """Return a user's post, more often a new one; None when there is none."""
        return self.random.choice(self.board.posts[-NEWEST:])[0] if self.board.posts else None

    def any_followee(self) -> tuple[str, str]:
        """Return another user's name, and the path for following that user."""
        name = self.random.choice([name for name in sorted(self.board.users) if name != self.client.name])
        return name, f"/api/v1/users/{self.board.users[name]}/follow/"

    def take_comment(self) -> str | None:
        """Return one of the own comments and remove it from the list; None when there is none."""
        return self.comments.pop(self.random.randrange(len(self.comments))) if self.comments else None

    def _text(self) -> str:
        self.count += 1
        return f"{self.client.name} says {self.count} {self.random.choice(('hello', 'Grüße', 'привет', '👋🏽'))}"

    def post(self) -> Record:
        """Write a post with a text of its own."""
        body = self.draft()
        return self.keep_post(self.client.do("post.create", "POST", "/api/v1/posts/", json=body, **body))

    def edit(self) -> Record | None:
        """Give one of the own posts another text and perhaps another audience."""
        if not self.posts:
            return None
        post, body = self.random.choice(self.posts), self.draft()
        return self.client.do("post.edit", "PATCH", f"/api/v1/posts/{post}/", json=body, post=post, **body)

    def read_own(self) -> Record | None:
        """Read one of the own posts: it shows what was written last."""
        if not self.posts:
            return None
        post = self.random.choice(self.posts[-3:])
        return self.client.do("post.read", "GET", f"/api/v1/posts/{post}/", post=post)

    def delete(self) -> Record | None:
        """Delete one of the own posts."""
        if not self.posts:
            return None
        post = self.posts.pop(self.random.randrange(len(self.posts)))
        return self.client.do("post.delete", "DELETE", f"/api/v1/posts/{post}/", post=post)

    def comment(self) -> Record | None:
        """Comment on somebody's post."""
        post = self.any_post()
        return self._say(post) if post else None

    def reply(self) -> Record | None:
        """Reply to somebody's comment."""
        if not self.board.comments:
            return None
        comment, post = self.random.choice(self.board.comments[-NEWEST:])
        return self._say(post, reply_to=comment)

    def _say(self, post: str, **more: Any) -> Record:
        body = {"text": self._text(), **more}
        record = self.client.do(
            "comment.create", "POST", f"/api/v1/posts/{post}/comments/", json=body, post=post, **body
        )
        if record.outcome == "ok":
            self.comments.append(record.answer["id"])
            self.board.comments.append((record.answer["id"], post))
        return record

    def edit_comment(self) -> Record | None:
        """Change the text of one of the own comments."""
        if not self.comments:
            return None
        comment, body = self.random.choice(self.comments), {"text": self._text()}
        path = f"/api/v1/comments/{comment}/"
        return self.client.do("comment.edit", "PATCH", path, json=body, comment=comment, **body)

    def uncomment(self) -> Record | None:
        """Delete one of the own comments."""
        comment = self.take_comment()
        if comment is None:
            return None
        return self.client.do("comment.delete", "DELETE", f"/api/v1/comments/{comment}/", comment=comment)

    def _edge(self, op: str, method: str, followee: str) -> Record:
        path = f"/api/v1/users/{self.board.users[followee]}/follow/"
        return self.client.do(op, method, path, followee=followee)

    def follow(self) -> Record:
        """Follow somebody."""
        return self._edge("follow", "PUT", self.any_followee()[0])

    def unfollow(self) -> Record:
        """Unfollow somebody."""
        return self._edge("unfollow", "DELETE", self.any_followee()[0])

    def _like(self, op: str, method: str) -> Record | None:
        post = self.any_post()
        return self.client.do(op, method, f"/api/v1/posts/{post}/like/", post=post) if post else None

    def like(self) -> Record | None:
        """Like somebody's post."""
        return self._like("like", "PUT")

    def unlike(self) -> Record | None:
        """Take a like back."""
        return self._like("unlike", "DELETE")

    def read_feed(self) -> Record:
        """Read the first page of the home feed."""
        return self.client.do("feed.read", "GET", "/api/v1/feed/?limit=20")

    def read_author(self) -> Record:
        """Read somebody's posts."""
        author = self.random.choice(sorted(self.board.users.values()))
        return self.client.do("author.read", "GET", f"/api/v1/users/{author}/posts/?limit=20", author=author)

    def look(self) -> Record | None:
        """Read somebody's post."""
        post = self.any_post()
        return self.client.do("post.look", "GET", f"/api/v1/posts/{post}/", post=post) if post else None

    def read_notifications(self) -> Record:
        """Mark all notifications as read."""
        return self.client.do("notifications.read", "PUT", "/api/v1/notifications/read/")

    def refresh(self) -> Record:
        """Rotate the tokens."""
        return self.client.refresh()

    def change_session(self) -> Record:
        """Log out and in again."""
        self.client.logout()
        return self.client.login()

    def leave(self) -> Record | None:
        """Delete the account, which is the last operation; everybody with an even number stays."""
        if int(self.client.name[-2:]) % 2 == 0:
            return None
        record = self.client.delete_account()
        self.has_left = record.outcome == "ok"
        return record


Rates = Mapping[Callable[[Actor], Record | None], float]
RATES: Rates = {
    Actor.post: 18, Actor.edit: 6, Actor.read_own: 4, Actor.delete: 4,
    Actor.comment: 10, Actor.reply: 4, Actor.edit_comment: 2, Actor.uncomment: 3,
    Actor.follow: 10, Actor.unfollow: 5, Actor.like: 16, Actor.unlike: 5,
    Actor.read_feed: 12, Actor.read_author: 5, Actor.look: 6, Actor.read_notifications: 2,
    Actor.refresh: 1, Actor.change_session: 1,
    races.post_twice: 3, races.like_twice: 3, races.follow_twice: 2, races.uncomment_twice: 1, races.refresh_twice: 2,
}  # fmt: skip
"""How often each operation is done, in relation to the others."""
LEAVING: Rates = RATES | {Actor.leave: 9}
"""The same, and some people delete their accounts."""


class Workload:
    """All users of a run, each in a thread of its own, at ``rate`` operations a second together."""

    def __init__(
        self, base: str, history: History, *, seed: int, users: int = 10, rate: float = 30, rates: Rates = RATES
    ) -> None:
        """Register ``users`` accounts; everybody follows the first one.

        What people do follows from the last two digits of ``seed``; the whole number makes their names unique.
        """
        self.board, self.pause = Board(), users / rate
        self._stop = threading.Event()
        clients = [Client(base, f"s{seed}u{number:02d}", history) for number in range(users)]
        for client in clients:
            self.board.users[client.name] = client.register().answer["user"]["id"]
        seeds = [f"{seed % SEEDS}/{number}" for number in range(users)]
        self.actors = [Actor(client, self.board, own, rates) for client, own in zip(clients, seeds, strict=True)]
        self._threads = [threading.Thread(target=self._run, args=(actor,)) for actor in self.actors]

    def start(self) -> "Workload":
        """Start all threads."""
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        """Let all threads finish their operation, and wait for them."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, actor: Actor) -> None:
        actor.enter()
        while not (actor.has_left or self._stop.is_set()):
            began = time.monotonic()
            actor.act()
            self._stop.wait(max(0.0, self.pause - (time.monotonic() - began)))
