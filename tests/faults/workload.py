"""The seeded stream of operations: a small world, where people meet often enough for visibility bugs to show."""

import random
import threading
import time
from collections.abc import Callable

from tests.faults.client import Client
from tests.faults.history import History, Record

POST_VISIBILITIES = ("public", "public", "public", "followers", "followers", "private")


class Board:
    """What everybody knows of everybody: ids of users and of posts, filled as they come to be."""

    def __init__(self) -> None:
        """Start with an empty world."""
        self.users: dict[str, str] = {}
        self.posts: list[tuple[str, str]] = []
        self.comments: list[tuple[str, str]] = []


class Actor:
    """One user's stream of operations; ``seed`` and the name decide what it does, not the clock."""

    def __init__(self, client: Client, board: Board, seed: int) -> None:
        """Prepare the actor; ``client`` must be registered already."""
        self.client, self.board = client, board
        self.random = random.Random(f"{seed}/{client.name}")
        self.count = 0
        self.posts: list[str] = []
        self.comments: list[str] = []

    def act(self) -> Record | None:
        """Do the next operation and return its record, or None when there was nothing to do it to."""
        return self.random.choices(OPERATIONS, weights=WEIGHTS)[0](self)

    def _text(self) -> str:
        self.count += 1
        return f"{self.client.name} says {self.count} {self.random.choice(('hello', 'Grüße', 'привет', '👋🏽'))}"

    def post(self) -> Record:
        """Write a post with a text of its own."""
        text, visibility = self._text(), self.random.choice(POST_VISIBILITIES)
        body = {"text": text, "visibility": visibility}
        record = self.client.do("post.create", "POST", "/api/v1/posts/", json=body, **body)
        if record.outcome == "ok":
            self.posts.append(record.answer["id"])
            self.board.posts.append((record.answer["id"], self.client.name))
        return record

    def edit(self) -> Record | None:
        """Give one of the own posts another text and perhaps another audience."""
        if not self.posts:
            return None
        post = self.random.choice(self.posts)
        body = {"text": self._text(), "visibility": self.random.choice(POST_VISIBILITIES)}
        return self.client.do("post.edit", "PATCH", f"/api/v1/posts/{post}/", json=body, post=post, **body)

    def delete(self) -> Record | None:
        """Delete one of the own posts."""
        if not self.posts:
            return None
        post = self.posts.pop(self.random.randrange(len(self.posts)))
        return self.client.do("post.delete", "DELETE", f"/api/v1/posts/{post}/", post=post)

    def comment(self) -> Record | None:
        """Comment on somebody's post."""
        if not self.board.posts:
            return None
        post, text = self.random.choice(self.board.posts)[0], self._text()
        path = f"/api/v1/posts/{post}/comments/"
        record = self.client.do("comment.create", "POST", path, json={"text": text}, post=post, text=text)
        if record.outcome == "ok":
            self.comments.append(record.answer["id"])
        return record

    def uncomment(self) -> Record | None:
        """Delete one of the own comments."""
        if not self.comments:
            return None
        comment = self.comments.pop(self.random.randrange(len(self.comments)))
        return self.client.do("comment.delete", "DELETE", f"/api/v1/comments/{comment}/", comment=comment)

    def _edge(self, op: str, method: str) -> Record:
        followee = self.random.choice([name for name in sorted(self.board.users) if name != self.client.name])
        path = f"/api/v1/users/{self.board.users[followee]}/follow/"
        return self.client.do(op, method, path, followee=followee)

    def follow(self) -> Record:
        """Follow somebody."""
        return self._edge("follow", "PUT")

    def unfollow(self) -> Record:
        """Unfollow somebody."""
        return self._edge("unfollow", "DELETE")

    def _like(self, op: str, method: str) -> Record | None:
        if not self.board.posts:
            return None
        post = self.random.choice(self.board.posts)[0]
        return self.client.do(op, method, f"/api/v1/posts/{post}/like/", post=post)

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

    def refresh(self) -> Record:
        """Rotate the tokens."""
        return self.client.refresh()

    def change_session(self) -> Record:
        """Log out and in again."""
        self.client.logout()
        return self.client.login()


OPERATIONS: tuple[Callable[[Actor], Record | None], ...] = (
    Actor.post, Actor.edit, Actor.delete, Actor.comment, Actor.uncomment, Actor.follow, Actor.unfollow,
    Actor.like, Actor.unlike, Actor.read_feed, Actor.read_author, Actor.refresh, Actor.change_session,
)  # fmt: skip
WEIGHTS = (20, 6, 4, 12, 3, 10, 5, 16, 5, 12, 5, 1.5, 0.5)


class Crowd:
    """All users of a run, each in a thread of its own, at ``rate`` operations a second together."""

    def __init__(self, base: str, history: History, *, seed: int, users: int = 10, rate: float = 30) -> None:
        """Register ``users`` accounts; everybody follows the first one, the small world's celebrity."""
        self.board, self.pause = Board(), users / rate
        self._stop = threading.Event()
        clients = [Client(base, f"s{seed}u{number:02d}", history) for number in range(users)]
        for client in clients:
            self.board.users[client.name] = client.register().answer["user"]["id"]
        self.actors = [Actor(client, self.board, seed) for client in clients]
        self._threads = [threading.Thread(target=self._run, args=(actor,)) for actor in self.actors]

    def start(self) -> "Crowd":
        """Let everybody loose."""
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        """Let everybody finish what they are doing, and wait for it."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, actor: Actor) -> None:
        while not self._stop.is_set():
            began = time.monotonic()
            actor.act()
            self._stop.wait(max(0.0, self.pause - (time.monotonic() - began)))
