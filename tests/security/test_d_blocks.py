"""D01-D10, D14: after a block neither of the two finds anything of the other, at any address of the route table.

A trial is one read, by one of a pair, of one address of a route; the pairs have random ties. SEED repeats a run.
"""

import json
import os
import random
import re
from collections.abc import Iterator

import httpx
import pytest

from gateway.routes import ROUTES
from runtime.thoroughness import rounds
from tests.e2e.waiting import eventually
from tests.security.pairs import Pair, Scene, Side, fixed_pairs, random_pairs, scene_of, side_of

PEOPLE, PAIRS, TRIALS = rounds(5, 12), rounds(6, 60), rounds(1000, 8000)
"""How many people there are in random pairs, how many of these, and how often is read after the blocks at least."""
READS = [route.path.removeprefix("/api/v1/") for route in ROUTES if "GET" in route.methods and "/api/" in route.path]
QUERIES = {
    "users/": ("", "?q={word}", "?q={username}", "?ids={id}"),
    "posts/": ("", "?author={id}"),
    "groups/": ("", "?membership=active", "?membership=requested", "?membership=invited"),
    "groups/{id}/members/": ("", "?state=requested", "?state=invited", "?state=banned"),
    "follow-requests/": ("", "?direction=outgoing"),
    "friends/requests/": ("", "?direction=outgoing"),
    "relationships/": ("?ids={id}",),
    "search/": ("?q={word}", "?q=%23{word}", "?q=from:{username}", "?q={username}&type=people", "?q={word}&type=tags"),
}
"""The queries of a route that change what it shows of the other; otherwise none."""
JOINED = {
    "feed/", "notifications/", "friends/", "posts/", "posts/?author={id}", "users/?q={word}", "users/?q={username}",
    "users/?ids={id}", "users/{account}/", "users/{account}/followers/", "users/{account}/following/",
    "users/{account}/mutuals/", "users/{account}/posts/", "posts/{id}/", "posts/{id}/comments/", "posts/{id}/likes/",
    "posts/{id}/shares/",
    "comments/{id}/", "comments/{id}/replies/", "groups/{id}/members/", "relationships/?ids={id}", "likes/",
    "bookmarks/", "search/?q={word}",
}  # fmt: skip
"""Where each of a pair with all ties finds the other before the block: otherwise the test would show nothing."""
WAITING = {
    "follow-requests/", "follow-requests/?direction=outgoing", "follow-requests/{id}/", "friends/request/{id}/",
    "friends/requests/?direction=outgoing", "mutes/", "groups/?membership=invited", "groups/{id}/",
    "groups/{id}/members/?state=requested", "relationships/?ids={id}",
}  # fmt: skip
"""Where the first one of a pair whose requests wait finds the other."""
OWN = {"blocks/"}
"""What shows the blocked account to who has blocked it, so that the block can be ended."""
REPLY_TO = re.compile(r'"reply_to": "[^"]*"')
"""Replies keep the id of what they reply to, also of a deleted comment; what is hidden looks like one."""
NOTHING = {"following": "none", "followed_by": False, "friend": "none"}
ITS_OWN = {"blocking": True, "muting": True}
"""What the viewer alone has done to the other may be shown."""


def addresses(path: str, scene: Scene, pair: Pair, other: Side) -> list[str]:
    """Return the addresses of a route at which something of the other may be found."""
    if "{account}" in path:
        return [path.replace("{account}", each) for each in (scene.third.id, other.id, f"@{other.person.username}")]
    if "{id}" not in path:
        return [path.replace("{tag}", other.word)]
    objects = {
        "posts": [scene.post, other.post],
        "comments": [other.comment, *(each.comment for each in (pair.one, pair.other) if each is not other)],
        "groups": [scene.group, other.club],
        "auth": [other.id],
        **{kind: [each] for kind, each in other.kept.items()},
        **pair.requests,
    }
    # A route with objects of a new kind needs one of them here.
    return [path.replace("{id}", each) for each in objects[path.split("/")[0]]]


def reads(scene: Scene, pair: Pair, other: Side) -> Iterator[tuple[str, str]]:
    """Yield each read: the route with its query as data, and the address."""
    asked = {"{word}": other.word, "{username}": other.person.username, "{id}": other.id}
    for path in READS:
        for query in QUERIES.get(path, ("",)):
            filled = query
            for name, value in asked.items():
                filled = filled.replace(name, value)
            for address in addresses(path, scene, pair, other):
                yield path + query, address + filled


def shows(answer: httpx.Response, name: str, other: Side) -> bool:
    """Return whether an answer contains anything of the other, beside what it repeats of the address."""
    assert answer.status_code < 500, answer.text
    if answer.status_code != 200:
        return False
    if name.startswith("relationships/"):
        [relationship] = answer.json()["results"]
        return relationship | ITS_OWN != NOTHING | ITS_OWN | {"id": other.id}
    told = json.dumps(answer.json().get("results", answer.json()))
    return any(mark in REPLY_TO.sub("", told) for mark in other.marks)


class Trials:
    """The reads of pairs."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.count = scene, 0

    def found(self, pair: Pair, viewer: Side, *, only: set[str] | None = None) -> set[str]:
        """Return at which routes, of all or of ``only`` some, the viewer finds something of the other of a pair."""
        other = pair.other if viewer is pair.one else pair.one
        chosen = [read for read in reads(self.scene, pair, other) if only is None or read[0] in only]
        self.count += len(chosen)
        return {name for name, address in chosen if shows(viewer.person.get(address), name, other)}

    def await_shown(self, pair: Pair, viewer: Side, expected: set[str]) -> None:
        """Wait until the viewer has found the other at each of the routes."""
        missing = set(expected)

        def sees_everything() -> None:
            missing.difference_update(self.found(pair, viewer, only=missing))
            assert not missing

        eventually(sees_everything, within=30)


@pytest.fixture
def chance() -> random.Random:
    seed = int(os.environ.get("SEED", random.randrange(10**6)))
    print(f"SEED={seed}")
    return random.Random(seed)


def test_neither_of_two_finds_the_other_anywhere_from_the_answer_to_the_block_on(newcomer, chance):
    scene = scene_of(newcomer)
    sides = [side_of(newcomer, scene) for _ in range(4 + PEOPLE)]
    joined, waiting = fixed_pairs(sides)
    pairs = [joined, waiting, *random_pairs(sides[4:], PAIRS, chance)]
    for pair in pairs:
        pair.tie(scene)
    before = Trials(scene)
    for viewer in (joined.one, joined.other):
        before.await_shown(joined, viewer, JOINED)
    before.await_shown(waiting, waiting.one, WAITING)

    after, leaks = Trials(scene), []
    for pair in pairs:
        blocker, blocked = chance.sample([pair.one, pair.other], 2)
        eventually(lambda a=blocker, b=blocked: a.person.put(f"users/{b.id}/block/").status_code == 200, within=30)
        found = {"blocker": after.found(pair, blocker) - OWN, "blocked": after.found(pair, blocked)}
        leaks += [(who, paths, pair.ties) for who, paths in found.items() if paths]

    assert leaks == []
    assert after.count >= TRIALS
