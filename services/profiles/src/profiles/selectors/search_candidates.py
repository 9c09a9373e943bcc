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

from chassis.database.prepared import PreparedText
from relations.audience import ANONYMOUS_MAY_SEE_ACCOUNT, FOLLOWS, MAY_SEE_ACCOUNT

NAMES = "(' ' || search_key(username || ' ' || display_name))"
ABOUT = "to_tsvector('simple', search_key(location || ' ' || coalesce(bio, '')))"
"""The expressions of the indexes, which the migration ``find_profiles`` made."""

NAMED_MOST, FOLLOWED_MOST, PREFIXED_MOST, ABOUT_MOST, SIMILAR_MOST = 50, 100, 200, 100, 100
"""How many candidates of each kind are ranked: a search for two letters matches thousands."""
FOLLOWS_MOST = 1_000
"""Among how many of those whom the viewer follows the search looks first."""
PREFIX_MIN = 3
"""From how many characters on the last word of a search may be the beginning of a word in a bio or a location."""
UNLIKE = 1_000
"""The part of a rank that says how little the names resemble the search, at most."""
LAST = (1 << 128) - 1
EXACT, NAMED, FOLLOWED, OTHER = range(4)
"""What decides the rank before similarity does: the username, the display name, that the viewer follows the account."""

ASK = """
    SELECT key, array(
        SELECT word FROM unnest(string_to_array(key, ' ')) WITH ORDINALITY AS part (word, place)
        WHERE cardinality(show_trgm(word)) > 0 ORDER BY place
    ), set_config('plan_cache_mode', 'force_generic_plan', true) FROM (SELECT search_key(%s) AS key) AS asked
"""
"""A part of the text without letters and digits is left out: no index could find it.

The plans of the statements do not depend on the text. For one that it believes to be frequent PostgreSQL would read
profiles in any order until it has found enough.
"""


@dataclass(frozen=True)
class Asked:
    """What is searched for."""

    text: str
    """As the caller wrote it; it may be a username."""
    key: str
    words: tuple[str, ...]
    viewer_id: UUID | None

    @property
    def values(self) -> list[Any]:
        """Return the parameters of ``_matches``."""
        name = self.text.removeprefix("@").casefold()
        viewer = [] if self.viewer_id is None else [self.viewer_id]
        words = [self._words_query(), *(f"% {word}%" for word in self.words)] if self.words else []
        return [self.key, *viewer, name, *words]

    def _words_query(self) -> str:
        """Return the words as a tsquery; they contain no quotation marks and no backslashes."""
        end = ":*" if len(self.words[-1]) >= PREFIX_MIN else ""
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
        key, words, _ = cursor.fetchone()
    return Asked(text, key, tuple(words), viewer_id)


def matches_of(asked: Asked) -> list[Match]:
    """Return the profiles with these names, or with words that begin so or are those; the best first, one query."""
    statement = _matches(len(asked.words), is_known=asked.viewer_id is not None)
    return [Match(*row) for row in statement.rows(*asked.values)]


def similar_to(asked: Asked) -> list[Match]:
    """Return the profiles with similar names; one query."""
    viewer = [] if asked.viewer_id is None else [asked.viewer_id]
    return [Match(*row) for row in _similar(is_known=bool(viewer)).rows(asked.key, *viewer)]


@cache
def _matches(words: int, *, is_known: bool) -> PreparedText:
    """Return the statement for a number of words. Its parameters: key, viewer if known, username, words, prefixes."""
    types = ["text", *(["uuid"] if is_known else []), "text"]
    parts = [_found(EXACT, f"username = ${len(types)}", 1, is_known=is_known)]
    if words:
        first = len(types) + 1
        starts = " AND ".join(f"{NAMES} LIKE ${first + place}" for place in range(1, words + 1))
        types += ["text"] * (words + 1)
        kinds = [
            (NAMED, "search_key(display_name) = $1", NAMED_MOST),
            (OTHER, starts, PREFIXED_MOST),
            (OTHER, f"{ABOUT} @@ to_tsquery('simple', ${first})", ABOUT_MOST),
        ]
        parts += [_found(tier, f"is_discoverable AND {each}", most, is_known=is_known) for tier, each, most in kinds]
        if is_known:
            named = f"is_discoverable AND {starts}"
            parts.append(_found(FOLLOWED, named, FOLLOWED_MOST, is_known=True, among=FOLLOWEES))
    return PreparedText(_ranked(parts, is_known=is_known), types)


@cache
def _similar(*, is_known: bool) -> PreparedText:
    """Return the statement of similar names. Its parameters: key, and viewer if known."""
    part = _found(OTHER, f"is_discoverable AND {NAMES} %>> $1", SIMILAR_MOST, is_known=is_known)
    return PreparedText(_ranked([part], is_known=is_known), ["text", *(["uuid"] if is_known else [])])


ALL = "profiles_profile"
# OFFSET 0 keeps PostgreSQL from reading everybody with such a name first, of whom it expects few.
FOLLOWEES = f"""(
    SELECT target_id FROM tie WHERE kind = 'follow' AND source_id = $2 AND state = 'active' LIMIT {FOLLOWS_MOST}
) AS followed CROSS JOIN LATERAL (
    SELECT * FROM profiles_profile AS profile WHERE profile.id = followed.target_id OFFSET 0
) AS profiles_profile"""  # noqa: S608 - a constant


def _found(tier: int, condition: str, most: int, *, is_known: bool, among: str = ALL) -> str:
    """Return the statement of candidates that the viewer may see: what is hidden takes nobody's place."""
    audience = MAY_SEE_ACCOUNT if is_known else ANONYMOUS_MAY_SEE_ACCOUNT
    may_see = audience.format(viewer="$2", author="profiles_profile.id")
    return f"""
        (SELECT id, username, display_name, {tier} AS tier FROM {among}
         WHERE {condition} AND {may_see} LIMIT {most})
    """  # noqa: S608 - constants of this module


def _ranked(parts: Sequence[str], *, is_known: bool) -> str:
    """Return the statement of ids and ranks: exact names, those whom the viewer follows, then by similarity."""
    follows = FOLLOWS.format(viewer="$2", author="found.id") if is_known else "false"
    return f"""
        SELECT id, {2 * UNLIKE} * CASE WHEN tier = {OTHER} AND {follows} THEN {FOLLOWED} ELSE tier END
            + {UNLIKE} - round({UNLIKE} * strict_word_similarity($1, {NAMES}))::int
        FROM (
            SELECT id, username, display_name, min(tier) AS tier FROM ({" UNION ALL ".join(parts)}) AS part
            GROUP BY id, username, display_name
        ) AS found
    """  # noqa: S608 - constants of this module
