"""Events written by hand, as a service that is broken, newer or late would tell them; no code of ours makes them."""

import json
import uuid
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pika

from stack.handle import Handle

EXCHANGE = "social.events"
NOW = "2026-06-01T12:00:00+00:00"
"""When everything happens that is written by hand; nobody may order anything by it."""


def new_id() -> str:
    """Return an id that nobody knows."""
    return str(uuid.uuid4())


@dataclass(frozen=True)
class Letter:
    """A message of the bus: CloudEvents 1.0 in binary mode. ``headers`` replace or, when None, leave out our own."""

    type: str
    subject: str
    sequence: int
    body: bytes
    id: str = field(default_factory=new_id)
    headers: dict[str, str | None] = field(default_factory=dict)

    def with_new_id(self) -> "Letter":
        """Return the same event under an id that no inbox remembers."""
        return replace(self, id=new_id())

    def properties(self) -> pika.BasicProperties:
        """Return the message's AMQP properties."""
        headers: dict[str, str | None] = {
            "ce-specversion": "1.0",
            "ce-id": self.id,
            "ce-type": self.type,
            "ce-source": self.type.split(".")[0],
            "ce-subject": self.subject,
            "ce-sequence": str(self.sequence),
            "ce-time": NOW,
        }
        kept = {name: value for name, value in (headers | self.headers).items() if value is not None}
        return pika.BasicProperties(
            content_type="application/json", delivery_mode=2, message_id=self.id, type=self.type, headers=kept
        )


def letter(kind: str, subject: str, version: int, **data: Any) -> Letter:
    """Return an event of version 1 of its type: ``posts.post.published``."""
    return Letter(f"{kind}.v1", subject, version, json.dumps(data | {"version": version}).encode())


def registered(account: str, username: str, **more: Any) -> Letter:
    """Somebody made an account."""
    data = {"account_id": account, "username": username, "bio": "", "registered_at": NOW}
    return letter("accounts.account.registered", f"account/{account}", 1, **data | more)


def renamed(account: str, username: str, display_name: str, *, version: int) -> Letter:
    """A profile's card changed."""
    data = {"account_id": account, "username": username, "display_name": display_name}
    return letter("profiles.profile.updated", f"profile/{account}", version, **data)


def followed(follower: str, followee: str, state: str, *, version: int, **more: Any) -> Letter:
    """An edge is in a state now."""
    data = {"follower_id": follower, "followee_id": followee, "state": state, "changed_at": NOW}
    return letter("social_graph.follow.changed", f"follow/{follower}/{followee}", version, **data | more)


def posted(post: str, author: str, visibility: str = "public", *, version: int = 1, **more: Any) -> Letter:
    """A post was published."""
    data = {"post_id": post, "author_id": author, "visibility": visibility, "published_at": NOW}
    return letter("posts.post.published", f"post/{post}", version, **data | more)


def edited(post: str, author: str, visibility: str = "public", *, version: int = 2) -> Letter:
    """A post was edited."""
    data = {"post_id": post, "author_id": author, "visibility": visibility, "edited_at": NOW}
    return letter("posts.post.edited", f"post/{post}", version, **data)


def deleted(post: str, author: str, *, version: int = 3) -> Letter:
    """A post was deleted."""
    data = {"post_id": post, "author_id": author, "deleted_at": NOW}
    return letter("posts.post.deleted", f"post/{post}", version, **data)


def liked(post: str, author: str, liker: str, state: str = "on", *, version: int = 1) -> Letter:
    """A like is in a state now."""
    data = {"post_id": post, "author_id": author, "liker_id": liker, "state": state, "changed_at": NOW}
    return letter("posts.like.changed", f"like/{post}/{liker}", version, **data)


def commented(comment: str, post: str, post_author: str, author: str, **more: Any) -> Letter:
    """Somebody commented on a post, or, with ``reply_to`` and ``reply_to_author_id``, replied."""
    data = {"comment_id": comment, "post_id": post, "post_author_id": post_author, "author_id": author}
    return letter("posts.comment.added", f"comment/{comment}", 1, **data, added_at=NOW, **more)


def uncommented(comment: str, post: str, post_author: str, author: str) -> Letter:
    """A comment was deleted."""
    data = {"comment_id": comment, "post_id": post, "post_author_id": post_author, "author_id": author}
    return letter("posts.comment.deleted", f"comment/{comment}", 2, **data, deleted_at=NOW)


class Courier:
    """Publishes as the broker's user of one service, with that user's rights."""

    def __init__(self, channel: Any, package: str) -> None:
        """Use an open channel of the user ``package``."""
        self._channel, self._own = channel, f"{package}.events"

    def tell(self, *letters: Letter) -> None:
        """Publish events for everybody who listens to their types."""
        for one in letters:
            self._channel.basic_publish(EXCHANGE, one.type, one.body, one.properties())

    def hand_in(self, *letters: Letter) -> None:
        """Put messages into the service's own queue, whatever their types."""
        for one in letters:
            self._channel.basic_publish(self._own, self._own, one.body, one.properties())


@contextmanager
def courier(stack: Handle, package: str) -> Iterator[Courier]:
    """Open a connection of a service's user, past its chaos proxy; what was published has arrived when it closes."""
    with pika.BlockingConnection(pika.URLParameters(stack.broker_url(package))) as connection:
        channel = connection.channel()
        yield Courier(channel, package)
        channel.queue_declare(f"{package}.events", passive=True)  # is answered after all that was sent before


def tell(stack: Handle, letters: Iterable[Letter]) -> None:
    """Publish events in this order, each as the service that its type names."""
    with ExitStack() as connections:
        couriers: dict[str, Courier] = {}
        for one in letters:
            package = one.type.split(".")[0]
            if package not in couriers:
                couriers[package] = connections.enter_context(courier(stack, package))
            couriers[package].tell(one)
