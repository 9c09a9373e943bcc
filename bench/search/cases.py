"""What is searched for: some texts of each kind, chosen from the profiles that there are."""

from random import Random

from bench.search.people import SEED
from profiles.models import Profile

TEXTS = 100
SHORT = 2


def cases() -> dict[str, list[str]]:
    """Return TEXTS searches of each kind, the same for the same profiles."""
    chosen = Random(SEED)
    people = chosen.sample(list(Profile.objects.filter(is_discoverable=True).order_by("id")), TEXTS)
    names = [person.display_name.split()[0] for person in people]
    bios = [[word for word in (person.bio or "").split() if len(word) > SHORT] or ["zz"] for person in people]
    return {
        "exact username": [person.username for person in people],
        "exact name": [person.display_name for person in people],
        "prefix": [name[:4] for name in names],
        "misspelt": [_misspelt(chosen, person.display_name) for person in people],
        "word of a bio": [chosen.choice(words) for words in bios],
        "most frequent words": _frequent(people),
        "two letters": [name[:SHORT] for name in names],
        "one letter": [name[0] for name in names],
        "no match": [f"{chosen.randrange(10**9):x}qqxj" for _ in people],
    }


def _misspelt(chosen: Random, name: str) -> str:
    at = chosen.randrange(1, len(name))
    return name[:at] + "q" + name[at + 1 :]


def _frequent(people: list[Profile]) -> list[str]:
    counted: dict[str, int] = {}
    for word in (word for person in people for word in (person.bio or "").split()):
        counted[word] = counted.get(word, 0) + 1
    most = sorted(counted, key=lambda word: (-counted[word], word))[:10]
    return most * (TEXTS // len(most))
