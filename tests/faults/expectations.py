"""What every derived view must show if the facts are as the model says: counts, feeds, notifications, who may see."""

from collections.abc import Iterator
from typing import Any

from tests.faults.oracle import Model

Findings = Iterator[tuple[str, str]]


def visibility(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare every (viewer, post) pair, the anonymous viewer included; a hidden post is answered 404."""
    for post in filter(lambda post: post.certain, model.posts.values()):
        for name, status in dump["posts"][post.id]["statuses"].items():
            if model.follows.get((name, post.author), False) is None:
                continue
            expected = 200 if model.may_see(name or None, post) else 404
            if status != expected:
                kind = "leaks" if status == 200 else "drift"
                yield kind, f"{name or 'anonymous'} reads {post.visibility} {post.id} of {post.author}: {status}"


def counts(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare the counts on profiles and posts with the facts and with the length of the lists."""
    for name, seen in dump["users"].items():
        profile = seen["profile"] or {}
        yield from _same(f"followers_count of {name}", len(_followers(model, name)), profile.get("followers_count"))
        yield from _same(f"following_count of {name}", len(_followees(model, name)), profile.get("following_count"))
        public = [post for post in model.living_posts() if post.author == name and post.visibility == "public"]
        yield from _same(f"posts_count of {name}", len(public), profile.get("posts_count"))
        yield from _same(f"followers of {name}", sorted(_followers(model, name)), _names(seen["followers"]))
        for item in seen["posts"]:
            yield from _same(f"likes_count of {item['id']}", len(_likers(model, item["id"])), item.get("likes_count"))
            comments = len(model.living_comments(item["id"])) if item["id"] in model.posts else 0
            yield from _same(f"comments_count of {item['id']}", comments, item.get("comments_count"))


def feeds(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare every user's whole feed, in order."""
    for name, seen in dump["users"].items():
        yield from _same(f"feed of {name}", model.feed(name), [item["id"] for item in seen["feed"]])


def notifications(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare who is told of what by whom: one notification per target, one sender per cause, none of oneself."""
    for name, seen in dump["users"].items():
        told = {(item["type"], item["target"]["id"]): item["senders_count"] for item in seen["notifications"]}
        if len(told) != len(seen["notifications"]):
            yield "duplicated", f"notifications of {name}: one target twice"
        expected = dict(_told(model, name))
        yield from _same(f"notifications of {name}", sorted(expected.items()), sorted(told.items()))
        unread = sum(1 for item in seen["notifications"] if not item["is_read"])
        yield from _same(f"unread count of {name}", unread, seen["unread"])


def _told(model: Model, name: str) -> Iterator[tuple[tuple[str, str], int]]:
    followers = _followers(model, name)
    if followers:
        yield ("follow", model.users[name]), len(followers)
    for post in filter(lambda post: post.author == name, model.living_posts()):
        likers = _likers(model, post.id) - {name}
        commenters = {one.author for one in model.living_comments(post.id)} - {name}
        yield from [(("like", post.id), len(likers))] if likers else []
        yield from [(("comment", post.id), len(commenters))] if commenters else []


def _followers(model: Model, name: str) -> set[str]:
    return {follower for (follower, followee), state in model.follows.items() if followee == name and state}


def _followees(model: Model, name: str) -> set[str]:
    return {followee for (follower, followee), state in model.follows.items() if follower == name and state}


def _likers(model: Model, post: str) -> set[str]:
    return {liker for (liked, liker), state in model.likes.items() if liked == post and state}


def _names(items: list[dict[str, Any]]) -> list[str]:
    return sorted(item.get("username", item["id"]) for item in items)


def _same(what: str, expected: Any, seen: Any) -> Findings:
    if expected != seen:
        yield "drift", f"{what}: expected {str(expected)[:300]}, seen {str(seen)[:300]}"
