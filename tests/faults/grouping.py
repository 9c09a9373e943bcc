"""Operations of people who make groups, join and leave them, and answer those who ask."""

from tests.faults.history import Record
from tests.faults.workload import Actor

MOST = 6
"""How many groups are made; few, so that many meet in one."""


def make_group(actor: Actor) -> Record | None:
    """Make a group that everybody may join, or asks to join."""
    if len(actor.board.groups) >= MOST:
        return None
    actor.count += 1
    joining = actor.random.choice(("open", "by_request"))
    body = {"name": f"{actor.client.name} {actor.count}", "joining": joining}
    record = actor.client.do("group.make", "POST", "/api/v1/groups/", json=body, joining=joining)
    if record.outcome == "ok":
        actor.board.groups.append((record.answer["id"], actor.client.name))
    return record


def join_group(actor: Actor) -> Record | None:
    """Join a group, ask to, or accept an invitation."""
    return _change(actor, "group.join", "PUT")


def leave_group(actor: Actor) -> Record | None:
    """Leave a group, or decline."""
    return _change(actor, "group.leave", "DELETE")


def _change(actor: Actor, op: str, method: str) -> Record | None:
    others = [group for group, owner in actor.board.groups if owner != actor.client.name]
    if not others:
        return None
    group = actor.random.choice(others)
    return actor.client.do(op, method, f"/api/v1/groups/{group}/membership/", group=group)


def invite(actor: Actor) -> Record | None:
    """Invite somebody who is no member to an own group."""
    group, name = _own_group(actor), actor.any_followee()[0]
    if group is None:
        return None
    account = actor.board.users[name]
    listed = actor.client.do("members.read", "GET", f"/api/v1/groups/{group}/members/?limit=100").answer or {}
    if account in {item["account"]["id"] for item in listed.get("results", [])}:
        return None
    return actor.client.do("group.invite", "PUT", f"/api/v1/groups/{group}/invitations/{account}/", other=name)


def answer_group(actor: Actor) -> Record | None:
    """Accept or reject a request to join an own group."""
    group = _own_group(actor)
    if group is None:
        return None
    path = f"/api/v1/groups/{group}"
    listed = actor.client.do("members.read", "GET", f"{path}/members/?state=requested").answer or {}
    if not (waiting := listed.get("results", [])):
        return None
    action = actor.random.choice(("accept", "reject"))
    asking = actor.random.choice(waiting)["account"]["id"]
    return actor.client.do("group.answer", "PUT", f"{path}/requests/{asking}/", json={"action": action})


def _own_group(actor: Actor) -> str | None:
    own = [group for group, owner in actor.board.groups if owner == actor.client.name]
    return actor.random.choice(own) if own else None
