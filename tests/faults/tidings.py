"""What everybody must have been told, and what of it must be unread: nothing of a post that one may not read now."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tests.faults.findings import Findings, same
from tests.faults.model import Model, Thing

Told = dict[tuple[str, str], dict[str, float]]
"""By type and target: who is named as a sender, and when the first reason for it may have arisen."""


def notifications(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare who is told of what by whom: one notification per target, one sender per cause, none of oneself."""
    told = told_to_everybody(model)
    for name, seen in dump["users"].items():
        shown = {(item["type"], item["target"]["id"]): item for item in seen["notifications"] if "type" in item}
        if len(shown) != len(seen["notifications"]):
            yield "duplicated", f"notifications of {name}: one target twice"
        expected = {key: len(senders) for key, senders in told[name].items()}
        counted = {key: item["senders_count"] for key, item in shown.items()}
        yield from same(f"notifications of {name}", sorted(expected.items()), sorted(counted.items()))
        for key in expected.keys() & shown.keys():
            latest = {sender["username"] for sender in shown[key]["senders"]}
            if not latest or not latest <= told[name][key].keys():
                yield "drift", f"{key[0]} of {key[1]} names {sorted(latest)} to {name}"
        yield from _unread(model, name, told[name], shown, seen["unread"])


def _unread(model: Model, name: str, told: Told, shown: dict[tuple[str, str], Any], count: int) -> Findings:
    """What came after the last reading is unread, and the count is that of the list."""
    unread = {key for key, item in shown.items() if not item["is_read"]}
    yield from same(f"unread count of {name}", len(unread), count)
    since = model.last_read.get(name, 0.0)
    for key, senders in told.items():
        if key in shown and key not in unread and any(began > since for began in senders.values()):
            yield "drift", f"{key[0]} of {key[1]} came after {name} had read everything, and is read"


def readings(dump: dict[str, Any]) -> Findings:
    """Reading one notification leaves one less unread, and reading all leaves none."""
    for name, after in dump["read"].items():
        before = dump["users"][name]["unread"] or 0
        yield from same(f"unread of {name} after reading one", max(before - 1, 0), after["after_one"])
        yield from same(f"unread of {name} after reading all", (0, []), (after["after_all"], after["left"]))


def told_to_everybody(model: Model) -> dict[str, Told]:
    """Return what everybody is told, by name."""
    told: dict[str, Told] = {name: defaultdict(dict) for name in model.users}
    for recipient, kind, target, sender, began in _causes(model):
        if sender != recipient:
            senders = told[recipient][(kind, target)]
            senders[sender] = max(began, senders.get(sender, 0.0))
    return told


def _causes(model: Model) -> Iterator[tuple[str, str, str, str, float]]:
    """Yield each reason to tell somebody something: (recipient, kind, target, sender, when it began)."""

    def began(kind: str, target: str, sender: str) -> float:
        return model.first_caused.get((kind, target, sender), 0.0)

    for name, account in model.users.items():
        for follower in model.followers(name):
            yield name, "follow", account, follower, began("follow", name, follower)
    for post in model.living_posts():
        for liker in model.likers(post.id):
            yield post.author, "like", post.id, liker, began("like", post.id, liker)
        for one in model.living_comments(post.id):
            for recipient, kind, target in _hearers(model, post, one):
                if model.may_see(recipient, post):
                    yield recipient, kind, target, one.author, began("comment", one.id, one.author)


def _hearers(model: Model, post: Thing, comment: Thing) -> Iterator[tuple[str, str, str]]:
    """Who is told of a comment: the author of the parent while that exists, and the post's unless they are the same."""
    parent = model.comments.get(comment.reply_to or "")
    if parent is not None and parent.alive:
        yield parent.author, "reply", parent.id
    if parent is None or parent.author != post.author:
        yield post.author, "comment", post.id
