"""How people of the demo stand to each other besides following: private accounts, friends, blocks, groups.

The same in every run, chosen by a seeded generator from the friendships of the graph.
"""

import random
from dataclasses import dataclass

from bench.demo.graph import SEED, Graph, text

PRIVATE_OF = 20
"""One account of so many is private."""
FRIENDS_OF, BLOCKS_OF = 30, 400
"""One pair of the graph of so many are friends by request; one has a block."""
GROUPS = 8
MEMBERS = 12
WRITERS = 4
"""How many members of a group write in it."""

Pair = tuple[int, int]
"""Two people: who acts, and on whom."""


@dataclass(frozen=True)
class PlannedGroup:
    """A group: its owner invites the others, all of whom accept; some of them write in it."""

    name: str
    owner: int
    members: list[int]
    texts: list[tuple[int, str]]
    """Who writes in it, and what."""


@dataclass(frozen=True)
class Ties:
    """What is wanted. Who blocks somebody does not follow them, nor the other way round."""

    private: set[int]
    asking: list[Pair]
    """Requests to follow private accounts, which accept them: who asks, and whom."""
    waiting: list[Pair]
    """Requests that are not answered."""
    friends: list[Pair]
    """Who asks, and who accepts."""
    blocks: list[Pair]
    groups: list[PlannedGroup]

    def follows(self, graph: Graph, person: int) -> set[int]:
        """Return whom a person follows without asking: the friends of the graph whom no block separates."""
        blocked = {two for one, two in self.blocks if one == person} | {
            one for one, two in self.blocks if two == person
        }
        return graph.friends[person] - blocked


def plan_ties(graph: Graph) -> Ties:
    """Return how people stand to each other."""
    chance = random.Random(f"{SEED}/ties")
    pairs = [pair for pair in graph.follows if pair[0] < pair[1]]
    chosen = chance.sample(pairs, max(2, len(pairs) // FRIENDS_OF + len(pairs) // BLOCKS_OF))
    blocks = chosen[: max(1, len(pairs) // BLOCKS_OF)]
    private = set(chance.sample(range(graph.size), max(1, graph.size // PRIVATE_OF)))
    strangers = [(_stranger(graph, each, chance), each) for each in sorted(private)]
    asking, waiting = strangers[::2], strangers[1::2]
    return Ties(private, asking, waiting, chosen[len(blocks) :], blocks, _groups(graph, chance, blocks))


def _stranger(graph: Graph, person: int, chance: random.Random) -> int:
    """Return somebody who has nothing to do with a person."""
    return chance.choice([each for each in range(graph.size) if each not in graph.friends[person] | {person}])


def _groups(graph: Graph, chance: random.Random, blocks: list[Pair]) -> list[PlannedGroup]:
    size = min(MEMBERS, graph.size)
    chosen = [chance.sample(range(graph.size), size) for _ in range(GROUPS)]
    blocked = {pair for one, two in blocks for pair in ((one, two), (two, one))}
    return [
        _group(f"Reading {number}", owner, [each for each in members if (owner, each) not in blocked], chance)
        for number, (owner, *members) in enumerate(chosen, 1)
    ]


def _group(name: str, owner: int, members: list[int], chance: random.Random) -> PlannedGroup:
    texts = [(person, text(f"{name}, by {person + 1}", chance)) for person in [owner, *members][:WRITERS]]
    return PlannedGroup(name, owner, members, texts)
