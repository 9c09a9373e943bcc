"""D01-D10, D14: after a block neither of the two finds anything of the other, at any address of the route table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest

from gateway.routes import ROUTES
from runtime.thoroughness import rounds
from tests.e2e.client import Person, name_like
from tests.e2e.waiting import eventually

PAIRS = rounds(1, 20)
READS = [route.path.removeprefix("/api/v1/") for route in ROUTES if "GET" in route.methods and "/api/" in route.path]
SHOWN_BEFORE = {
    "feed/", "notifications/", "friends/", "posts/", "users/", "users/{account}/", "users/{account}/followers/",
    "users/{account}/following/", "users/{account}/mutuals/", "users/{account}/posts/", "posts/{id}/",
    "posts/{id}/comments/", "posts/{id}/likes/", "comments/{id}/", "groups/{id}/members/",
}  # fmt: skip
"""Where each of the two finds the other before the block; so that nothing is hidden from the test itself."""
OWN = {"blocks/"}
"""What shows the blocked account to who has blocked it, so that the block can be ended."""


@dataclass
class Side:
    """One of the two, and what it has made."""

    person: Person
    word: str
    post: str
    comment: str
    """Under a post of a third one."""

    @property
    def marks(self) -> list[str]:
        """Return what an answer about this person contains."""
        return [self.person.id, self.person.username, self.word, self.post, self.comment]


@dataclass
class Scene:
    """What both see, made by a third one."""

    post: str
    group: str
    third: Person


def made(newcomer: Callable[..., Person], scene: Scene) -> Side:
    """Register somebody who follows, comments, likes and joins what the third one has made."""
    person, word = newcomer("pair"), name_like("quay").replace("_", "")
    eventually(lambda: person.change("users/me/", {"display_name": word}).status_code == 200)
    person.follows(scene.third)
    scene.third.follows(person)
    comment = person.comments(scene.post, f"A {word}.")["id"]
    assert person.put(f"posts/{scene.post}/like/").status_code == 200
    assert person.put(f"groups/{scene.group}/membership/").status_code == 200
    return Side(person, word, person.writes(f"The {word}.")["id"], comment)


def meet(one: Side, other: Side) -> None:
    """Let the two have with each other what two can have."""
    for a, b in ((one, other), (other, one)):
        a.person.follows(b.person)
        a.person.comments(b.post, f"For you, {a.word}.")
        a.person.put(f"posts/{b.post}/like/")
        assert a.person.post("friends/request/", {"to": b.person.id}).status_code == 201


def addresses(path: str, scene: Scene, other: Side) -> Iterator[str]:
    """Yield the addresses of a route at which something of the other may be found."""
    objects = {
        "posts": [scene.post, other.post],
        "comments": [other.comment],
        "groups": [scene.group],
        "follow-requests": [str(uuid4())],
        "friends": [str(uuid4())],
        "auth": [str(uuid4())],
    }
    if "{account}" in path:
        for account in (scene.third.id, other.person.id, f"@{other.person.username}"):
            yield path.replace("{account}", account)
    elif "{id}" in path:
        # A route with objects of a new kind needs one of them here.
        for each in objects[path.split("/")[0]]:
            yield path.replace("{id}", each)
    elif path == "users/":
        yield from (path, f"{path}?q={other.word}", f"{path}?q={other.person.username}")
    else:
        yield path if path != "relationships/" else f"{path}?ids={scene.third.id}"


def shows(answer: httpx.Response, other: Side) -> bool:
    """Return whether an answer contains anything of the other; refusals repeat the address that was asked for."""
    assert answer.status_code < 500, answer.text
    return answer.status_code == 200 and any(mark in answer.text for mark in other.marks)


def found(viewer: Side, other: Side, scene: Scene) -> set[str]:
    """Return the routes at which the viewer finds something of the other."""
    return {
        path for path in READS for address in addresses(path, scene, other) if shows(viewer.person.get(address), other)
    }


@pytest.fixture
def scene(newcomer: Callable[..., Person]) -> Scene:
    third = newcomer("third")
    eventually(lambda: third.get(f"users/{third.id}/followers/").status_code == 200)
    group = third.post("groups/", {"name": "Readers"}).json()["id"]
    return Scene(third.writes()["id"], group, third)


@pytest.mark.parametrize("number", range(PAIRS))
def test_neither_of_two_finds_the_other_anywhere_from_the_answer_to_the_block_on(number, newcomer, scene):
    one, other = made(newcomer, scene), made(newcomer, scene)
    meet(one, other)

    def sees_everything() -> None:
        assert found(one, other, scene) >= SHOWN_BEFORE

    eventually(sees_everything, within=20)

    eventually(lambda: one.person.put(f"users/{other.person.id}/block/").status_code == 200, within=20)
    assert found(one, other, scene) <= OWN
    assert found(other, one, scene) == set()
    assert other.person.get("blocks/").json()["results"] == []
