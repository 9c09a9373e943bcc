"""What people of the demo do with each other's posts: what is missing is done as the people do it."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from bench.demo.callers import Callers
from bench.demo.graph import SEED, text
from bench.demo.world import World

QUOTES_OF, SHARES_OF, LIKES_OF, SAVED_OF, PINS_OF = 16, 6, 1, 12, 12
"""One in so many people does that, once; all like several."""
LIKES = 5
THREADS = 60
PLANNED = 12
"""How many people have a scheduled post and a draft."""
SCHEDULED_FOR = timedelta(days=14)


class Chosen(NamedTuple):
    """What somebody does something with: a public post of somebody whom they follow."""

    person: int
    author: int
    words: str


def react(world: World, callers: Callers) -> None:
    """Do what is missing, one kind after the other."""
    chance = random.Random(f"{SEED}/reactions")
    size = world.graph.size
    quotes = _choose(world, chance, size // QUOTES_OF)
    texts = [text(f"Quoting {number}", chance) for number in range(len(quotes))]
    shares, saved = (_choose(world, chance, size // part) for part in (SHARES_OF, SAVED_OF))
    likes, threads = _choose(world, chance, size * LIKES), _choose(world, chance, min(THREADS, size))
    pins = [each for each in _choose(world, chance, size // PINS_OF) if _id(world, each) not in world.pinned]
    steps: list[tuple[str, Callable[..., object], Sequence]] = [
        ("quotes", _quote, [each for each in zip(quotes, texts, strict=True) if not _is_written(world, *each)]),
        ("shares", _share, shares),
        ("likes", _like, likes),
        ("saved posts", _save, saved),
        ("pins", _pin, pins),
        ("comments", _discuss, threads),
        (
            "schedules, drafts",
            _plan,
            [(person, text(f"Planned {person}", chance)) for person in range(min(PLANNED, size))],
        ),
    ]
    for title, act, items in steps:
        if items:
            callers.do(title, lambda item, act=act: act(world, item), items)
    callers.do(
        "shares read", lambda person: _read_shares(world, person, shares), sorted({each.person for each in shares})
    )


def _choose(world: World, chance: random.Random, count: int) -> list[Chosen]:
    """Return what ``count`` people choose among the posts of public accounts; nobody a post twice."""
    chosen: dict[Chosen, None] = {}
    open_accounts = [each for each in range(world.graph.size) if each not in world.ties.private]
    for person in chance.choices(open_accounts, k=max(count, 5)):
        followed = sorted(world.ties.follows(world.graph, person) - world.ties.private)
        authors = [each for each in followed if world.graph.texts[each]]
        if authors:
            author = chance.choice(authors)
            chosen.setdefault(Chosen(person, author, chance.choice(world.graph.texts[author])))
    return list(chosen)


def _id(world: World, post: Chosen) -> str:
    return world.written[post.author][post.words]


def _is_written(world: World, post: Chosen, words: str) -> bool:
    return words in world.written[post.person]


def _quote(world: World, quote: tuple[Chosen, str]) -> None:
    post, words = quote
    world.write(post.person, words, quote_of=_id(world, post))


def _share(world: World, post: Chosen) -> None:
    world.as_person(post.person, "PUT", f"posts/{_id(world, post)}/share/")


def _like(world: World, post: Chosen) -> None:
    world.as_person(post.person, "PUT", f"posts/{_id(world, post)}/like/")


def _save(world: World, post: Chosen) -> None:
    world.as_person(post.person, "PUT", f"posts/{_id(world, post)}/bookmark/")


def _pin(world: World, post: Chosen) -> None:
    """Let the author pin the post."""
    world.as_person(post.author, "PUT", f"posts/{_id(world, post)}/pin/")


def _discuss(world: World, post: Chosen) -> None:
    """Let two people talk below the post of one of them, and like what the other one says."""
    address = f"posts/{_id(world, post)}/comments/"
    found = {each["text"]: each["id"] for each in world.items(post.author, address)}
    above = None
    for depth, person in enumerate([post.person, post.author, post.person, post.author], 1):
        words = f"{depth}. {post.words.split(' ', 2)[1]}, says reed{person + 1} to reed{post.person + 1}"
        if words not in found:
            body = {"text": words} | ({"reply_to": above} if above else {})
            found[words] = world.as_person(person, "POST", address, body, key=str(uuid4()))["id"]
        above = found[words]
        other = post.author if person == post.person else post.person
        world.as_person(other, "PUT", f"comments/{above}/like/")


def _plan(world: World, plan: tuple[int, str]) -> None:
    """Schedule a post, unless it is scheduled or published, and keep a draft."""
    person, words = plan
    scheduled = {each["text"] for each in world.items(person, "scheduled-posts/")}
    if words not in scheduled and words not in world.written[person]:
        at = (datetime.now(UTC) + SCHEDULED_FOR).isoformat()
        world.as_person(person, "POST", "posts/", {"text": words, "publish_at": at}, key=str(uuid4()))
    draft = f"Not sure yet: {words}"
    if draft not in {each["text"] for each in world.items(person, "drafts/")}:
        world.as_person(person, "POST", "drafts/", {"text": draft}, key=str(uuid4()))


def _read_shares(world: World, person: int, shares: Sequence[Chosen]) -> None:
    """Note the keys of the shares of a person: the activity says when each was made."""
    wanted = {_id(world, each) for each in shares if each.person == person}
    token = world.accounts.token(person)
    for act in world.gateway.pages("/api/v1/activity/", token):
        if wanted <= set(world.shares[person].values()):
            return
        if act["type"] == "share" and act["actor"]["id"] == world.accounts.ids[person]:
            world.shares[person][act["id"]] = act["post_id"]
