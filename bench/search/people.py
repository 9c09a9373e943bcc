"""The generated profiles: names of several scripts, bios with rare and common words; the same for the same seed."""

from collections.abc import Iterator
from itertools import accumulate, islice
from random import Random
from uuid import UUID

from django.db import connection

from profiles.models import Profile
from relations.kinds import Kind
from relations.models import Tie

SEED = 20
PROFILES, FOLLOWS, WORDS, BATCH = 100_000, 500, 20_000, 2_000
VIEWER = UUID(int=1 << 100)

SCRIPTS = {
    "abcdefghijklmnopqrstuvwxyz": 60,
    "aáàâäåbcçdeéèêfghiíïjklłmnñoóöøprsśštuúüvyzž": 20,
    "абвгдежзийклмнопрстуфхцчшщыьэюя": 8,
    "αβγδεζηθικλμνξοπρστυφχψω": 4,
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي": 4,
    "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗": 4,
}
"""Letters, and how many percent of the people have names of them."""


class People:
    """Generates people from one seed."""

    def __init__(self, count: int = PROFILES) -> None:
        """Make the names and the words that people choose from; both are chosen unequally often, as in life."""
        self._random = Random(SEED)
        self.names = {letters: self._words(letters, 400, (3, 9)) for letters in SCRIPTS}
        self.words = self._words(next(iter(SCRIPTS)), WORDS, (2, 12))
        self._often = list(accumulate(1 / place for place in range(1, WORDS + 1)))
        self.count = count

    def _words(self, letters: str, count: int, lengths: tuple[int, int]) -> list[str]:
        return ["".join(self._random.choices(letters, k=self._random.randint(*lengths))) for _ in range(count)]

    def _name(self, letters: str) -> str:
        names = self.names[letters]
        return names[min(int(self._random.expovariate(1 / 80)), len(names) - 1)].capitalize()

    def profiles(self) -> Iterator[Profile]:
        """Yield everybody, in the order of their ids."""
        for number in range(1, self.count + 1):
            (letters,) = self._random.choices(list(SCRIPTS), list(SCRIPTS.values()))
            (latin,) = self._random.choices(self.words[200:2000])
            bio = self._random.choices(self.words, cum_weights=self._often, k=self._random.randint(0, 40))
            yield Profile(
                id=UUID(int=number << 64),
                username=f"{latin[:10]}_{number}",
                display_name=f"{self._name(letters)} {self._name(letters)}",
                bio=" ".join(bio)[:500],
                location=self._random.choice(self.words[300:800]),
                is_discoverable=self._random.random() < 0.95,
            )


def fill(people: People) -> None:
    """Write the profiles, and the follows of one viewer and of others."""
    every = people.profiles()
    while batch := list(islice(every, BATCH)):
        Profile.objects.bulk_create(batch)
    chosen = Random(SEED)
    Tie.objects.bulk_create(
        Tie(kind=Kind.FOLLOW, source_id=VIEWER, target_id=UUID(int=number << 64), state="active", version=1)
        for number in chosen.sample(range(1, people.count + 1), FOLLOWS)
    )


def analyse() -> None:
    """Let PostgreSQL know what the tables contain."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
