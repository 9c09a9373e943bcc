"""Private accounts, requests, friends, blocks and groups of the demo: what is missing is done as the people do it."""

from collections.abc import Callable
from uuid import uuid4

from bench.demo.callers import Callers
from bench.demo.ties import Pair, PlannedGroup
from bench.demo.world import World


def relate(world: World, callers: Callers) -> None:
    """Do what is missing, one kind after the other: blocks end what was there before."""
    ties = world.ties
    steps: list[tuple[str, Callable[..., None], list]] = [
        ("private accounts", _go_private, sorted(ties.private - world.private)),
        (
            "requests accepted",
            _ask_and_accept,
            [pair for pair in ties.asking if pair[1] not in world.following[pair[0]]],
        ),
        ("requests waiting", _ask, [pair for pair in ties.waiting if pair[1] not in world.following[pair[0]]]),
        ("friendships", _befriend, [pair for pair in ties.friends if pair[1] not in world.friends[pair[0]]]),
        ("blocks", _block, [pair for pair in ties.blocks if pair[1] not in world.blocking[pair[0]]]),
        ("groups", _gather, ties.groups),
    ]
    for title, act, items in steps:
        if items:
            callers.do(title, lambda item, act=act: act(world, item), items)


def _go_private(world: World, person: int) -> None:
    world.as_person(person, "PATCH", "users/me/", {"is_private": True})
    world.private.add(person)


def _ask(world: World, pair: Pair) -> None:
    world.follow(*pair)


def _ask_and_accept(world: World, pair: Pair) -> None:
    asking, asked = pair
    if world.follow(asking, asked):
        return
    sender = world.accounts.ids[asking]
    for request in world.items(asked, "follow-requests/"):
        if request["sender"]["id"] == sender:
            world.as_person(asked, "PUT", f"follow-requests/{request['id']}/", {"action": "accept"})
            world.following[asking].add(asked)


def _befriend(world: World, pair: Pair) -> None:
    asking, asked = pair
    request = world.as_person(asking, "POST", "friends/request/", {"to": world.accounts.ids[asked]}, key=str(uuid4()))
    world.as_person(asked, "PUT", f"friends/request/{request['id']}/", {"action": "accept"})
    world.friends[asking].add(asked)
    world.friends[asked].add(asking)


def _block(world: World, pair: Pair) -> None:
    blocker, blocked = pair
    world.as_person(blocker, "PUT", f"users/{world.accounts.ids[blocked]}/block/")
    world.blocking[blocker].add(blocked)
    for one, other in (pair, (blocked, blocker)):
        world.following[one].discard(other)
        world.friends[one].discard(other)


def _gather(world: World, group: PlannedGroup) -> None:
    """Make a group unless it is there, and invite who is not a member."""
    own = world.items(group.owner, "groups/?membership=active")
    found = [each["id"] for each in own if each["name"] == group.name and each["role"] == "owner"]
    group_id = found[0] if found else _made(world, group)
    members = {each["account"]["id"] for each in world.items(group.owner, f"groups/{group_id}/members/")}
    for person in group.members:
        if world.accounts.ids[person] not in members:
            world.as_person(group.owner, "PUT", f"groups/{group_id}/invitations/{world.accounts.ids[person]}/")
            world.as_person(person, "PUT", f"groups/{group_id}/membership/")
    world.groups[group.name] = group_id
    world.members[group_id] = {group.owner, *group.members}


def _made(world: World, group: PlannedGroup) -> str:
    body = {"name": group.name, "visibility": "private"}
    made: str = world.as_person(group.owner, "POST", "groups/", body, key=str(uuid4()))["id"]
    return made
