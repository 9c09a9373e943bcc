"""The words of a text, by which posts are found: without capitals and accents, in linear time."""

import re
import unicodedata

WORD_MAX_LENGTH = 64
"""Of longer words, so many characters are compared."""
JOINERS = "\u200c\u200d"
ASCII_WORDS = re.compile(r"[a-z0-9]+")
ACCENTS = re.compile("[\u0300-\u036f]")
"""The combining marks of Latin, Greek and Cyrillic; those of other scripts are parts of their words."""
LETTERS = str.maketrans(
    {"\u0131": "i", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ħ": "h", "ł": "l", **dict.fromkeys(JOINERS)}
)
"""Letters with a stroke, which Unicode does not decompose, and the joiners inside of words."""
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, kana and Chinese characters: these scripts have no spaces between words."""


def words_of(text: str) -> list[str]:
    """Return the words of a text in their order, in the form in which they are compared.

    A word is a run of letters, marks and digits (UAX 31, XID_Continue, without the underscore). Where a script has no
    spaces between words, each character is one, and a word of several is found as a phrase.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    if folded.isascii():
        return [word[:WORD_MAX_LENGTH] for word in ASCII_WORDS.findall(folded)]
    plain = unicodedata.normalize("NFC", ACCENTS.sub("", folded)).translate(LETTERS)
    return [word[:WORD_MAX_LENGTH] for word in "".join(map(_separated, plain)).split()]


def has_phrase(words: list[str], phrase: tuple[str, ...]) -> bool:
    """Return whether these words follow each other among the words of a text."""
    return f" {' '.join(phrase)} " in f" {' '.join(words)} "


def _separated(character: str) -> str:
    if UNSPACED.match(character):
        return f" {character} "
    return character if character != "_" and f"a{character}".isidentifier() else " "
