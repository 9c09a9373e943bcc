"""What the demo world shall be: who follows whom, and who writes what. The same in every run."""

import random
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

EDGES = Path(__file__).parents[1] / "data" / "reed98" / "reed98.edges"
SEED = 98
MAX_POSTS = 20
TEXT_LENGTH = 256
WORDS = (
    "harbour", "lantern", "river", "window", "letter", "garden", "winter", "bridge", "orchard", "candle", "station",
    "mirror", "copper", "meadow", "island", "thunder", "velvet", "market", "compass", "feather", "granite", "violin",
)  # fmt: skip
TAGGED = 0.5
"""The part of the posts with a hashtag."""
OFTEN = list(accumulate(1 / place for place in range(1, len(WORDS) + 1)))
"""How often the words are hashtags, added up: by Zipf's law, so that trends differ."""


@dataclass(frozen=True)
class Graph:
    """People are numbered from 0; a friendship is two follows. ``texts`` are each person's posts, oldest first."""

    friends: list[set[int]]
    texts: list[list[str]]

    @property
    def size(self) -> int:
        """Return the number of people."""
        return len(self.friends)

    @property
    def follows(self) -> list[tuple[int, int]]:
        """Return every (follower, followee)."""
        return [(follower, followee) for follower, friends in enumerate(self.friends) for followee in sorted(friends)]


def read_graph(size: int | None = None) -> Graph:
    """Return the Reed98 graph with up to MAX_POSTS posts for each person, chosen by a seeded generator.

    With a size only the first so many people, and what they have with each other.
    """
    edges = [(int(left), int(right)) for left, right in map(str.split, EDGES.read_text().splitlines())]
    pairs = [pair for pair in edges if size is None or max(pair) < size]
    friends: list[set[int]] = [set() for _ in range(size or 1 + max(max(pair) for pair in pairs))]
    for left, right in pairs:
        friends[left].add(right)
        friends[right].add(left)
    return Graph(friends, [_texts(person) for person in range(len(friends))])


def _texts(person: int) -> list[str]:
    chance = random.Random(f"{SEED}/{person}")
    return [text(f"{person + 1}.{number}", chance) for number in range(chance.randint(0, MAX_POSTS))]


def text(label: str, chance: random.Random) -> str:
    """Return a text of TEXT_LENGTH characters; the label makes it unique. Every other one has a hashtag."""
    tags = [f"#{chance.choices(WORDS, cum_weights=OFTEN)[0]}"] if chance.random() < TAGGED else []
    words = " ".join(tags + chance.choices(WORDS, k=TEXT_LENGTH // 4))
    return f"{label} {words}"[:TEXT_LENGTH].rstrip().ljust(TEXT_LENGTH, ".")
