"""Facts that are not certain from the history are read from the service that owns them.

What is derived from them elsewhere must agree with the owner, also when the outcome was unknown.
"""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from tests.faults.model import Model, Thing

Item = dict[str, Any]


def resolve(model: Model, dump: dict[str, Any]) -> Model:
    """Return a copy of the model in which everything is certain, from the owners' own lists."""
    known = deepcopy(model)
    for name, seen in dump["users"].items():
        _things(known, known.posts, seen["posts"], lambda post, name=name: post.author == name, author=name)
        _edges(known.follows, {(name, followee): followee for followee in known.users}, seen["following"])
        _edges(known.blocks, {(name, other): other for other in known.users}, seen.get("blocks", []))
        _edges(known.friends, {frozenset((name, other)): other for other in known.users}, seen.get("friends", []))
        known.invited |= {(item["id"], name) for item in seen.get("invited", [])}
        known.asked_groups |= {(item["id"], name) for item in seen.get("asked_groups", [])}
        listed = {item["id"] for item in seen.get("groups", [])}
        for group in [group for (group, member), state in known.members.items() if member == name and state is None]:
            known.members[group, name] = group in listed
        if known.private.get(name, False) is None:
            known.private[name] = bool(seen["profile"]["is_private"])
        known.asked |= {(name, item["recipient"]["username"]) for item in seen.get("asked", [])}
        known.asked_friends |= {(name, item["recipient"]["username"]) for item in seen.get("asked_friends", [])}
    for post, seen in dump["posts"].items():
        _things(known, known.comments, seen["comments"], lambda one, post=post: one.parent == post, parent=post)
        _edges(known.likes, {(post, liker): liker for liker in known.users}, seen["likes"])
        for shared in seen.get("shared", []):
            _edges(known.shares, {(post, sharer): sharer for sharer in known.users}, shared["shares"])
        for comment, likers in seen.get("comment_likes", {}).items():
            _edges(known.comment_likes, {(comment, liker): liker for liker in known.users}, likers)
    known.uncertain_texts.clear()
    return known


def _edges(edges: dict[Any, bool | None], ends: dict[Any, str], listed: list[Item]) -> None:
    names = {item.get("username") for item in listed}
    for edge, end in ends.items():
        if edges.get(edge, False) is None:
            edges[edge] = end in names


def _things(model: Model, things: dict[str, Thing], listed: list[Item], is_here: Any, **owner: str) -> None:
    """Settle the uncertain objects of one list, and add those whose creation was uncertain."""
    found = {item["id"]: item for item in listed}
    for thing in filter(is_here, _doubtful(things.values())):
        item = found.get(thing.id)
        thing.alive, thing.certain = item is not None, True
        if item is not None:
            thing.text, thing.visibility = item["text"], item.get("visibility", "public")
    for item in listed:
        if item["id"] not in things and item.get("text") in model.uncertain_texts:
            things[item["id"]] = _adopted(item, **owner)


def _doubtful(things: Iterable[Thing]) -> list[Thing]:
    return [thing for thing in things if not thing.certain]


def _adopted(item: Item, **owner: str) -> Thing:
    more = {"author": item["author"]["username"]} | owner
    visibility, reply_to = item.get("visibility", "public"), item.get("reply_to")
    places = {"group": (item.get("group") or {}).get("id"), "quote_of": (item.get("quote") or {}).get("id")}
    return Thing(id=item["id"], text=item["text"], visibility=visibility, reply_to=reply_to, **places, **more)
