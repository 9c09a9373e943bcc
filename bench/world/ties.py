"""How the people of a run stand to each other besides following: chosen by a seeded generator, each time the same."""

import random
from dataclasses import dataclass, field
from uuid import UUID

from bench.demo.graph import SEED, Graph

PRIVATE_OF = 20
"""One account of so many is private."""
FRIENDS_OF, BLOCKS_OF, MUTES_OF = 10, 100, 50
"""One pair of the graph of so many are friends by request; in one, one of them blocks or mutes the other."""
GROUPS, LARGEST = 40, 300
"""Group number n has LARGEST / n members (Zipf's law)."""

Pair = tuple[int, int]
"""Two people: who acts, and on whom; friends are both."""


@dataclass(frozen=True)
class Ties:
    """What is between people, by their numbers. Who blocks somebody does not follow them, nor the other way round."""

    private: list[int] = field(default_factory=list)
    friends: list[Pair] = field(default_factory=list)
    blocks: list[Pair] = field(default_factory=list)
    mutes: list[Pair] = field(default_factory=list)
    groups: dict[str, list[int]] = field(default_factory=dict)
    """The members of each group by its id; the first one is its owner."""

    @property
    def blocked(self) -> set[Pair]:
        """Return the pairs that a block separates, each in both directions."""
        return {*self.blocks, *((two, one) for one, two in self.blocks)}


def plan_ties(graph: Graph) -> Ties:
    """Return how people stand to each other."""
    chance = random.Random(f"{SEED}/bench")
    pairs = [pair if chance.random() < 1 / 2 else pair[::-1] for pair in graph.follows if pair[0] < pair[1]]
    chance.shuffle(pairs)
    ends = [len(pairs) // BLOCKS_OF, len(pairs) // MUTES_OF, len(pairs) // FRIENDS_OF]
    blocks, mutes, friends = (pairs[sum(ends[:place]) : sum(ends[: place + 1])] for place in range(3))
    groups = {str(_group_id(n)): chance.sample(range(graph.size), LARGEST // n) for n in range(1, GROUPS + 1)}
    return Ties(chance.sample(range(graph.size), graph.size // PRIVATE_OF), friends, blocks, mutes, groups)


def _group_id(number: int) -> UUID:
    """Return a UUIDv7."""
    return UUID(int=7 << 76 | 2 << 62 | number)
