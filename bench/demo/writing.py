"""Posts of the demo for friends, in groups and with pictures: what is missing is written as the people write it."""

import random
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from io import BytesIO
from uuid import uuid4

from PIL import Image

from bench.demo.callers import Callers
from bench.demo.gateway import File, GatewayError
from bench.demo.graph import SEED, text
from bench.demo.ties import PlannedGroup
from bench.demo.world import World
from runtime.waiting import wait_until

CONFIDED_OF = 5
"""One friendship of so many has a post for friends."""
PICTURES = 40
SIZE = (960, 640)
ALT = "Colours of an evening sky."

Written = tuple[int, str]
"""Who writes, and what."""


def write(world: World, callers: Callers) -> None:
    """Write what is missing, one kind after the other."""
    chance = random.Random(f"{SEED}/posts")
    friends = world.ties.friends[::CONFIDED_OF]
    confided = [(one, text(f"For friends {number}", chance)) for number, (one, _) in enumerate(friends)]
    artists = chance.choices(range(world.graph.size), k=min(PICTURES, world.graph.size))
    pictured = [(person, text(f"Picture {number}", chance)) for number, person in enumerate(artists)]
    steps: list[tuple[str, Callable[..., None], list]] = [
        ("posts for friends", _confide, _missing(world, confided)),
        ("pictures", _show, _missing(world, pictured)),
        ("posts in groups", _write_in_group, world.ties.groups),
    ]
    for title, act, items in steps:
        if items:
            callers.do(title, lambda item, act=act: act(world, item), items)


def _missing(world: World, posts: list[Written]) -> list[Written]:
    return [(person, words) for person, words in posts if words not in world.written[person]]


def _confide(world: World, post: Written) -> None:
    person, words = post
    world.write(person, words, visibility="friends")


def _show(world: World, post: Written) -> None:
    person, words = post
    body = {"file": File("sky.png", _picture(words)), "alt": ALT}
    picture = world.as_person(person, "POST", "media/", body, key=str(uuid4()))["id"]
    world.write(person, words, visibility="public", media=[picture])


def _picture(seed: str) -> bytes:
    """Return a PNG of colours that run into each other, always the same for a seed."""
    chance, content = random.Random(seed), BytesIO()
    corners = bytes(chance.randrange(256) for _ in range(3 * 4))
    Image.frombytes("RGB", (2, 2), corners).resize(SIZE, Image.Resampling.BICUBIC).save(content, "PNG")
    return content.getvalue()


def _write_in_group(world: World, group: PlannedGroup) -> None:
    for person, words in group.texts:
        if words not in world.written[person]:
            wait_until(partial(_written, world, person, words, world.groups[group.name], str(uuid4())), seconds=60)


def _written(world: World, person: int, words: str, group_id: str, key: str) -> bool:
    """Write in a group; False while the posts service does not know yet that the person is a member."""
    with suppress(GatewayError):
        world.write(person, words, key=key, group=group_id)
        return True
    return False
