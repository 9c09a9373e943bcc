"""Events as a service that is broken, newer or late would publish them, made without our own code."""

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pika
from uuid_utils import uuid7

from stack.handle import Handle

EXCHANGE = "social.events"
NOW = "2026-06-01T12:00:00+00:00"
"""The time of every such event; consumers must not order by it."""


def new_id() -> str:
    """Return a new id, which tells when it was made, as those of the services do."""
    return str(uuid7())


@dataclass(frozen=True)
class RawEvent:
    """A message of the bus:

    CloudEvents 1.0 in binary mode. ``headers`` replace the usual ones, or remove them when None.
    """

    type: str
    subject: str
    sequence: int
    body: bytes
    id: str = field(default_factory=new_id)
    headers: dict[str, str | None] = field(default_factory=dict)

    def with_new_id(self) -> "RawEvent":
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


def raw_event(kind: str, subject: str, version: int, **data: Any) -> RawEvent:
    """Return an event of version 1 of its type: ``posts.post.published``."""
    return RawEvent(f"{kind}.v1", subject, version, json.dumps(data | {"version": version}).encode())


def registered(account: str, username: str, **more: Any) -> RawEvent:
    """An account was registered."""
    data = {"account_id": account, "username": username, "bio": "", "registered_at": NOW}
    return raw_event("accounts.account.registered", f"account/{account}", 1, **data | more)


def renamed(account: str, username: str, display_name: str, *, version: int) -> RawEvent:
    """A profile's card changed."""
    data = {"account_id": account, "username": username, "display_name": display_name}
    return raw_event("profiles.profile.updated", f"profile/{account}", version, **data)


def followed(follower: str, followee: str, state: str, *, version: int, **more: Any) -> RawEvent:
    """A follow has a new state."""
    data = {"follower_id": follower, "followee_id": followee, "state": state, "changed_at": NOW}
    return raw_event("social_graph.follow.changed", f"follow/{follower}/{followee}", version, **data | more)


def posted(post: str, author: str, visibility: str = "public", *, version: int = 1, **more: Any) -> RawEvent:
    """A post was published."""
    data = {"post_id": post, "author_id": author, "visibility": visibility, "published_at": NOW}
    return raw_event("posts.post.published", f"post/{post}", version, **data | more)


def edited(post: str, author: str, visibility: str = "public", *, version: int = 2) -> RawEvent:
    """A post was edited."""
    data = {"post_id": post, "author_id": author, "visibility": visibility, "edited_at": NOW}
    return raw_event("posts.post.edited", f"post/{post}", version, **data)


def deleted(post: str, author: str, *, version: int = 3) -> RawEvent:
    """A post was deleted."""
    data = {"post_id": post, "author_id": author, "deleted_at": NOW}
    return raw_event("posts.post.deleted", f"post/{post}", version, **data)


def liked(post: str, author: str, liker: str, state: str = "on", *, version: int = 1) -> RawEvent:
    """A like has a new state."""
    data = {"post_id": post, "author_id": author, "liker_id": liker, "state": state, "changed_at": NOW}
    return raw_event("posts.like.changed", f"like/{post}/{liker}", version, **data)


def commented(comment: str, post: str, post_author: str, author: str, **more: Any) -> RawEvent:
    """Somebody commented on a post, or, with ``reply_to`` and ``reply_to_author_id``, replied."""
    data = {"comment_id": comment, "post_id": post, "post_author_id": post_author, "author_id": author}
    return raw_event("posts.comment.added", f"comment/{comment}", 1, **data, added_at=NOW, **more)


def uncommented(comment: str, post: str, post_author: str, author: str) -> RawEvent:
    """A comment was deleted."""
    data = {"comment_id": comment, "post_id": post, "post_author_id": post_author, "author_id": author}
    return raw_event("posts.comment.deleted", f"comment/{comment}", 2, **data, deleted_at=NOW)


class Publisher:
    """Publishes as the broker's user of one service, with that user's rights."""

    def __init__(self, channel: Any, package: str) -> None:
        """Use an open channel of the user ``package``."""
        self._channel, self._own = channel, f"{package}.events"

    def publish(self, *events: RawEvent) -> None:
        """Publish events to the exchange."""
        for one in events:
            self._channel.basic_publish(EXCHANGE, one.type, one.body, one.properties())

    def publish_to_own_queue(self, *events: RawEvent) -> None:
        """Publish messages to the service's own queue, whatever their types."""
        for one in events:
            self._channel.basic_publish(self._own, self._own, one.body, one.properties())

    def publish_dead(self, *events: RawEvent) -> None:
        """Publish messages to the service's own dead-letter queue."""
        for one in events:
            self._channel.basic_publish(self._own, f"{self._own}.dead", one.body, one.properties())


@contextmanager
def publisher(stack: Handle, package: str) -> Iterator[Publisher]:
    """Open a connection of a service's user, without its chaos proxy; what was published has arrived when it closes."""
    with pika.BlockingConnection(pika.URLParameters(stack.broker_url(package))) as connection:
        channel = connection.channel()
        yield Publisher(channel, package)
        channel.queue_declare(f"{package}.events", passive=True)  # answered after all earlier messages


def publish(stack: Handle, events: Iterable[RawEvent]) -> None:
    """Publish events in this order, each as the service that its type names."""
    with ExitStack() as connections:
        publishers: dict[str, Publisher] = {}
        for one in events:
            package = one.type.split(".")[0]
            if package not in publishers:
                publishers[package] = connections.enter_context(publisher(stack, package))
            publishers[package].publish(one)
