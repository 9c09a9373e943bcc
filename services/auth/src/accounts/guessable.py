"""Passwords that are guessed by rule: repetitions, runs, and what is known of the account or of Kith.

Source: NIST SP 800-63B, 5.1.1.2: repetitive or sequential characters, and context-specific words.
"""

import unicodedata
from collections.abc import Iterable

MIN_FREE = 5
"""Characters that do not follow from those before them; the others add next to nothing."""
LONGEST_UNIT = 4
"""Characters of a repeated group that is recognised: ``abcdabcdabcd``."""
SERVICE = "kith"
SHORTEST_WORD = 3
"""Characters of a name that is looked for: a shorter one is part of many words by chance."""


def is_simple(password: str) -> bool:
    """Return whether a password repeats or counts up a few characters, or is nothing but spaces."""
    return free_characters(_folded(password)) < MIN_FREE


def is_context(password: str, *, username: str, email: str) -> bool:
    """Return whether little is left of a password without the names of the account and of Kith."""
    rest = _folded(password)
    for word in sorted(_words(username, email), key=len, reverse=True):
        rest = rest.replace(word, "")
    return free_characters(rest) < MIN_FREE


def free_characters(text: str) -> int:
    """Return how many characters neither repeat one of the last LONGEST_UNIT nor continue a run such as ``345``."""
    return sum(_is_free(text, at) for at in range(len(text)))


def _is_free(text: str, at: int) -> bool:
    if text[at].isspace() or text[at] in text[max(0, at - LONGEST_UNIT) : at]:
        return False
    return at < 2 or abs(_step(text, at)) != 1 or _step(text, at) != _step(text, at - 1)


def _step(text: str, at: int) -> int:
    return ord(text[at]) - ord(text[at - 1])


def _words(username: str, email: str) -> Iterable[str]:
    """Return the names as they may be typed; of an address also its parts."""
    local, _, domain = email.partition("@")
    words = {SERVICE, *map(_folded, (username, email, local, domain, domain.partition(".")[0]))}
    return {word for word in words if len(word) >= SHORTEST_WORD}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
