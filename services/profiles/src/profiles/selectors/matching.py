"""The statements that find the candidates of a search, and their order.

A text is compared in the form of search_key(): without accents, capitals and punctuation. So nothing that a caller
writes is a pattern or an operator.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from relations.audience import ANYBODY_MEETS, FOLLOWS, MEETS

NAMES = "(' ' || search_key(username || ' ' || display_name))"
ABOUT = "to_tsvector('simple', search_key(location || ' ' || coalesce(bio, '')))"
"""The expressions of the indexes, which the migration ``find_profiles`` made."""

NAMED_MOST, FOLLOWED_MOST, PREFIXED_MOST, ABOUT_MOST, SIMILAR_MOST = 100, 200, 500, 200, 200
"""How many candidates of each kind are ranked: a search for two letters matches thousands."""
FOLLOWS_MOST = 2_000
"""Among how many of those whom the viewer follows the search looks first."""
PREFIX_MIN = 3
"""From how many characters on the last word of a search may be the beginning of a word in a bio or a location."""
UNLIKE = 1_000
"""The part of a rank that says how little the names resemble the search, at most."""
LAST = (1 << 128) - 1

FOLLOWED = f"""
    SELECT target_id FROM tie WHERE kind = 'follow' AND source_id = %(viewer)s AND state = 'active' LIMIT {FOLLOWS_MOST}
"""  # noqa: S608 - a constant
ASK = """
    SELECT key, array(
        SELECT word FROM unnest(string_to_array(key, ' ')) WITH ORDINALITY AS part (word, place)
        WHERE cardinality(show_trgm(word)) > 0 ORDER BY place
    ) FROM (SELECT search_key(%s) AS key) AS asked
"""
"""A part of the text without letters and digits is left out: no index could find it."""


@dataclass(frozen=True)
class Asked:
    """What is searched for."""

    text: str
    """As the caller wrote it; it may be a username."""
    key: str
    words: tuple[str, ...]
    viewer_id: UUID | None

    @property
    def parameters(self) -> dict[str, Any]:
        """Return the parameters of the statements."""
        prefixes = {f"prefix{place}": f"% {word}%" for place, word in enumerate(self.words)}
        name = self.text.removeprefix("@").casefold()
        return {"name": name, "key": self.key, "words": self._words_query(), "viewer": self.viewer_id, **prefixes}

    def _words_query(self) -> str:
        """Return the words as a tsquery; they contain no quotation marks and no backslashes."""
        end = ":*" if self.words and len(self.words[-1]) >= PREFIX_MIN else ""
        return " & ".join(f"'{word}'" for word in self.words) + end


@dataclass(frozen=True)
class Match:
    """A profile that matches, and its place: the lower, the better."""

    account_id: UUID
    rank: int

    @property
    def key(self) -> int:
        """Return the sort key; of two of one rank the newer account is first."""
        return self.rank << 128 | LAST - self.account_id.int


def asked_for(text: str, viewer_id: UUID | None) -> Asked:
    """Return the key and the words of what somebody wrote; one query."""
    with connection.cursor() as cursor:
        cursor.execute(ASK, [text])
        key, words = cursor.fetchone()
    return Asked(text, key, tuple(words), viewer_id)


def matches_of(asked: Asked) -> list[Match]:
    """Return the profiles with these names, or with words that begin so or are those; the best first, one query."""
    return _ranked(_statement(len(asked.words), is_known=asked.viewer_id is not None), asked)


def similar_to(asked: Asked) -> list[Match]:
    """Return the profiles with similar names, the best first; one query."""
    return _ranked(_similar(is_known=asked.viewer_id is not None), asked)


def _ranked(statement: str, asked: Asked) -> list[Match]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked.parameters)
        return sorted((Match(*row) for row in cursor.fetchall()), key=lambda match: match.key)


@cache
def _statement(words: int, *, is_known: bool) -> str:
    """Return the statement for a number of words and for a viewer who is known or anonymous."""
    parts = [_found("username = %(name)s", 1, is_known=is_known)]
    if words:
        starts = " AND ".join(f"{NAMES} LIKE %(prefix{place})s" for place in range(words))
        is_about = f"{ABOUT} @@ to_tsquery('simple', %(words)s)"
        listed = {"search_key(display_name) = %(key)s": NAMED_MOST, starts: PREFIXED_MOST, is_about: ABOUT_MOST}
        if is_known:
            listed[f"id IN ({FOLLOWED}) AND {starts}"] = FOLLOWED_MOST
        parts += [_found(f"is_discoverable AND {each}", most, is_known=is_known) for each, most in listed.items()]
    return _in_order(parts, is_known=is_known)


@cache
def _similar(*, is_known: bool) -> str:
    part = _found(f"is_discoverable AND {NAMES} %%>> %(key)s", SIMILAR_MOST, is_known=is_known)
    return _in_order([part], is_known=is_known)


def _found(condition: str, most: int, *, is_known: bool) -> str:
    """Return the statement of candidates that the viewer may see: what is hidden takes nobody's place."""
    meets = (MEETS if is_known else ANYBODY_MEETS).format(viewer="%(viewer)s", author="profiles_profile.id")
    return f"(SELECT id, username, display_name FROM profiles_profile WHERE {condition} AND {meets} LIMIT {most})"  # noqa: S608


def _in_order(parts: Sequence[str], *, is_known: bool) -> str:
    """Return the statement of ids and ranks: exact names, those whom the viewer follows, then by similarity."""
    follows = FOLLOWS.format(viewer="%(viewer)s", author="found.id") if is_known else "false"
    return f"""
        SELECT id, {2 * UNLIKE} * CASE
            WHEN username = %(name)s THEN 0 WHEN search_key(display_name) = %(key)s THEN 1 WHEN {follows} THEN 2 ELSE 3
        END + {UNLIKE} - round({UNLIKE} * strict_word_similarity(%(key)s, {NAMES}))::int
        FROM ({" UNION ".join(parts)}) AS found
    """  # noqa: S608 - constants of this module
