"""What a history says of blocks, private accounts, friends and members of groups.

A block belongs to who blocks, the switch to its owner. Friendships, and follows of accounts that were private or
blocked at some time, are changed by two people, whose order is mostly not known: the owner's lists decide them, and
memberships in groups in which somebody accepts them. What began after the other was answered came after it.
"""

from typing import Any

from tests.faults.history import Record
from tests.faults.model import NEVER, Model

ENDS = ("unfriend", "block")


def set_edge(edges: dict[Any, bool | None], edge: Any, record: Record, *, state: bool) -> None:
    """Give an edge a state; it becomes uncertain if the outcome or the order is not known."""
    if record.outcome == "ok" and not record.args.get("contested"):
        edges[edge] = state
    elif record.args.get("contested") or edges.get(edge, False) is not state:
        edges[edge] = None


def unsettle(model: Model) -> None:
    """Make uncertain what others than its owner may have changed: what was ended stays ended."""
    for follower, followee in [edge for edge, state in model.follows.items() if state]:
        if followee in model.ever_private or frozenset((follower, followee)) in model.ever_blocked:
            model.follows[follower, followee] = None
    for pair in model.ever_blocked & model.friends.keys():
        model.friends[pair] = None
    for pair, began in model.parted.items():
        if began > model.befriended.get(pair, 0):
            model.friends[pair] = False
    for (group, name), state in model.members.items():
        owner, joining = model.groups.get(group, ("", ""))
        if state and name != owner and joining != "open":
            model.members[group, name] = None


def _block(model: Model, record: Record, *, state: bool) -> None:
    if state:
        model.ever_blocked.add(_pair(record))
        _part(model, record)
    set_edge(model.blocks, (record.user, record.args["other"]), record, state=state)


def _private(model: Model, record: Record) -> None:
    if record.args["value"]:
        model.ever_private.add(record.user)
    set_edge(model.private, record.user, record, state=record.args["value"])


def _befriended(model: Model, record: Record) -> None:
    """Two who were asked, and accepted, are friends, unless one of them has ever ended it."""
    is_accepted = record.args.get("action") == "accept" or (record.answer or {}).get("state") == "accepted"
    if is_accepted or record.outcome == "info":
        is_certain = record.outcome == "ok" and _pair(record) not in model.friends
        model.friends[_pair(record)] = True if is_certain else None
        answered = record.ended if record.outcome == "ok" else NEVER
        model.befriended[_pair(record)] = max(answered, model.befriended.get(_pair(record), 0))


def _unfriended(model: Model, record: Record) -> None:
    model.friends[_pair(record)] = None
    _part(model, record)


def _part(model: Model, record: Record) -> None:
    if record.outcome == "ok":
        model.parted[_pair(record)] = max(record.started, model.parted.get(_pair(record), 0))


def _group_made(model: Model, record: Record) -> None:
    if record.outcome == "ok":
        model.groups[record.answer["id"]] = (record.user, record.args["joining"])
        model.members[record.answer["id"], record.user] = True


def _member(model: Model, record: Record, *, state: bool) -> None:
    set_edge(model.members, (record.args["group"], record.user), record, state=state)


def _pair(record: Record) -> frozenset[str]:
    return frozenset((record.user, record.args["other"]))


HANDLERS = {
    "block": lambda model, record: _block(model, record, state=True),
    "unblock": lambda model, record: _block(model, record, state=False),
    "private": _private,
    "friend.request": _befriended,
    "friend.answer": _befriended,
    "unfriend": _unfriended,
    "group.make": _group_made,
    "group.join": lambda model, record: _member(model, record, state=True),
    "group.leave": lambda model, record: _member(model, record, state=False),
}
