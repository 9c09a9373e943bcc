"""One user in two places: pairs of operations that are sent at the same time."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.faults.client import Client, new_key
from tests.faults.history import Record

if TYPE_CHECKING:
    from tests.faults.workload import Actor

Deed = Callable[[Client], Record]


def both(clients: tuple[Client, Client], deeds: tuple[Deed, Deed]) -> tuple[Record, Record]:
    """Let two clients do one operation each, at the same time, and return both records."""
    start, second = threading.Barrier(2), []

    def follow_suit() -> None:
        start.wait()
        second.append(deeds[1](clients[1]))

    thread = threading.Thread(target=follow_suit)
    thread.start()
    start.wait()
    first = deeds[0](clients[0])
    thread.join()
    return first, second[0]


def post_twice(actor: "Actor") -> Record:
    """Send one post twice with the same idempotency key, at once or one after the other: there is one post."""
    body, key = actor.draft(), new_key()

    def send(client: Client) -> Record:
        return client.do("post.twice", "POST", "/api/v1/posts/", json=body, key=key, **body)

    if actor.random.random() < 0.5:
        first, _ = both(actor.places, (send, send))
    else:
        first, _ = send(actor.client), send(actor.twin)
    return actor.keep_post(first)


def like_twice(actor: "Actor") -> Record | None:
    """Like a post twice at the same time, or like and unlike it: which comes last is not known."""
    post = actor.any_post()
    if post is None:
        return None
    is_contest = actor.random.random() < 0.5
    path, about = f"/api/v1/posts/{post}/like/", {"post": post, "contested": is_contest}

    def like(client: Client) -> Record:
        return client.do("like", "PUT", path, **about)

    def unlike(client: Client) -> Record:
        return client.do("unlike", "DELETE", path, **about)

    return both(actor.places, (like, unlike if is_contest else like))[0]


def follow_twice(actor: "Actor") -> Record:
    """Follow somebody twice at the same time, or follow and unfollow."""
    followee, path = actor.any_followee()
    is_contest = actor.random.random() < 0.5
    about = {"followee": followee, "contested": is_contest}

    def follow(client: Client) -> Record:
        return client.do("follow", "PUT", path, **about)

    def unfollow(client: Client) -> Record:
        return client.do("unfollow", "DELETE", path, **about)

    return both(actor.places, (follow, unfollow if is_contest else follow))[0]


def uncomment_twice(actor: "Actor") -> Record | None:
    """Delete a comment twice at the same time: the count goes down once."""
    comment = actor.take_comment()
    if comment is None:
        return None

    def delete(client: Client) -> Record:
        return client.do("comment.delete", "DELETE", f"/api/v1/comments/{comment}/", comment=comment)

    return both(actor.places, (delete, delete))[0]


def refresh_twice(actor: "Actor") -> Record:
    """Exchange one refresh token in two places at the same time: both get the same pair."""
    thief = Client(actor.client.base, actor.client.name, actor.client.history)
    thief.refresh_token = actor.client.refresh_token
    return both((actor.client, thief), (Client.refresh, Client.refresh))[0]
