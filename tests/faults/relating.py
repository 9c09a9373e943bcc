"""Operations of people who block each other, are private for a time, make friends and meet in groups."""

from typing import Any

from tests.faults.grouping import answer_group, invite, join_group, leave_group, make_group
from tests.faults.history import Record
from tests.faults.workload import RATES, Actor, Rates


def block(actor: Actor) -> Record:
    """Block somebody."""
    return _block(actor, "block", "PUT", actor.any_followee()[0])


def unblock(actor: Actor) -> Record:
    """Unblock somebody, who may not be blocked."""
    return _block(actor, "unblock", "DELETE", actor.any_followee()[0])


def _block(actor: Actor, op: str, method: str, other: str) -> Record:
    path = f"/api/v1/users/{actor.board.users[other]}/block/"
    return actor.client.do(op, method, path, other=other)


def switch_privacy(actor: Actor) -> Record:
    """Become private, or open again."""
    value = actor.random.random() < 0.5
    return actor.client.do("private", "PATCH", "/api/v1/users/me/", json={"is_private": value}, value=value)


def answer_follower(actor: Actor) -> Record | None:
    """Accept or reject a request to follow."""
    return _answer(actor, "follow.answer", "/api/v1/follow-requests/", "/api/v1/follow-requests/{}/")


def befriend(actor: Actor) -> Record | None:
    """Ask somebody to be friends who is not, and has not been asked."""
    name = actor.any_followee()[0]
    account = actor.board.users[name]
    profile = actor.client.do("profile.read", "GET", f"/api/v1/users/{account}/").answer or {}
    if (profile.get("relationship") or {}).get("friend") not in ("none", "received"):
        return None
    return actor.client.do("friend.request", "POST", "/api/v1/friends/request/", json={"to": account}, other=name)


def answer_friend(actor: Actor) -> Record | None:
    """Accept or reject a request to be friends."""
    return _answer(actor, "friend.answer", "/api/v1/friends/requests/", "/api/v1/friends/request/{}/")


def unfriend(actor: Actor) -> Record:
    """End a friendship with somebody, who may be no friend."""
    name = actor.any_followee()[0]
    return actor.client.do("unfriend", "DELETE", f"/api/v1/friends/{actor.board.users[name]}/", other=name)


def _answer(actor: Actor, op: str, requests: str, request: str) -> Record | None:
    found = actor.client.do(f"{op}s", "GET", f"{requests}?limit=5").answer or {}
    waiting: list[dict[str, Any]] = found.get("results", [])
    if not waiting:
        return None
    chosen, action = actor.random.choice(waiting), actor.random.choice(("accept", "accept", "reject"))
    other = chosen["sender"]["username"]
    return actor.client.do(op, "PUT", request.format(chosen["id"]), json={"action": action}, other=other, action=action)


RELATING: Rates = RATES | {
    block: 4, unblock: 8, switch_privacy: 5, answer_follower: 12, befriend: 12, answer_friend: 14, unfriend: 3,
    make_group: 8, join_group: 14, leave_group: 5, invite: 10, answer_group: 10,
    Actor.follow: 20,
}  # fmt: skip
"""The usual operations, and these."""
MEETING: Rates = {
    block: 6, unblock: 10, answer_follower: 8, befriend: 18, answer_friend: 22, unfriend: 6,
    make_group: 8, join_group: 20, leave_group: 14, invite: 12, answer_group: 14, Actor.follow: 14,
}  # fmt: skip
"""Only these, so that much of what is made is ended again."""
