"""The search for people, among those whose names this service has a copy of.

A text is compared in the form of search_key(): without accents, capitals and punctuation. So nothing that a caller
writes is a pattern or an operator.
"""

from typing import Any
from uuid import UUID

from django.db import connection

from chassis.http.paging import Page, PageQuery, Place
from posts.search_query import Search
from posts.selectors.items import author_cards
from relations.audience import ANONYMOUS_MAY_SEE_ACCOUNT, FOLLOWS, MAY_SEE_ACCOUNT

NAMES = "(' ' || search_key(username || ' ' || display_name))"
"""The expression of the index that the migration ``search_people`` made."""
NAMED_MOST = 200
"""How many people with such names are ranked."""
UNLIKE = 1_000
LAST = (1 << 128) - 1

# A part of the text without letters and digits is left out: no index could find it.
ASK = """
    SELECT key, array(
        SELECT '%% ' || word || '%%' FROM unnest(string_to_array(key, ' ')) AS part (word)
        WHERE cardinality(public.show_trgm(word)) > 0
    ) FROM (SELECT search_key(%s) AS key) AS asked
"""
FOUND = """
    SELECT id, username, display_name FROM (
        SELECT id, username, display_name FROM person WHERE username = %(name)s AND {may_see}
    ) AS exact
    UNION SELECT id, username, display_name FROM (
        SELECT id, username, display_name FROM person
        WHERE is_discoverable AND {names} LIKE ALL (%(patterns)s) AND {may_see} LIMIT {most}
    ) AS named
"""
RANKED = """
    SELECT id, {unlike} * CASE WHEN username = %(name)s THEN 0 WHEN search_key(display_name) = %(key)s THEN 2
                               WHEN {follows} THEN 4 ELSE 6 END
        + {unlike} - round({unlike} * public.strict_word_similarity(%(key)s, {names}))::int
    FROM ({found}) AS person
"""


def people_search(*, search: Search, viewer_id: UUID | None, query: PageQuery) -> Page[dict[str, Any]]:
    """Return the cards of the people whose names have all words of a search or their beginnings, the best first.

    These are the account with this username, and discoverable ones: with this display name, then those whom the viewer
    follows, then the most similar. At most some hundreds are ranked. Words of tags and operators do not count.
    """
    places = sorted(_places(" ".join(search.names), viewer_id))

    def fetch(place: Place, count: int) -> list[tuple[int, dict[str, Any] | None]]:
        beyond = _beyond(places, place)[:count]
        cards = author_cards([UUID(int=LAST - (key & LAST)) for key in beyond])
        return list(zip(beyond, cards, strict=True))

    return query.page_of(fetch)


def _places(text: str, viewer_id: UUID | None) -> list[int]:
    """Return the places of those who are found: rank and id, the lower the better; of one rank the newer is first."""
    with connection.cursor() as cursor:
        cursor.execute(ASK, [text])
        key, patterns = cursor.fetchone()
        if not patterns:
            return []
        may_see, follows = ANONYMOUS_MAY_SEE_ACCOUNT, "false"
        if viewer_id:
            may_see, follows = MAY_SEE_ACCOUNT, FOLLOWS.format(viewer="%(viewer)s", author="person.id")
        may_see = may_see.format(viewer="%(viewer)s", author="person.id")
        found = FOUND.format(may_see=may_see, names=NAMES, most=NAMED_MOST)
        name = text.removeprefix("@").lower()
        values = {"name": name, "key": key, "patterns": patterns, "viewer": viewer_id}
        cursor.execute(RANKED.format(found=found, follows=follows, names=NAMES, unlike=UNLIKE), values)
        return [rank << 128 | LAST - id_.int for id_, rank in cursor.fetchall()]


def _beyond(places: list[int], place: Place) -> list[int]:
    """Return the places after one, or those before it, the nearest first."""
    if not isinstance(place.key, int):
        return places
    if place.is_backwards:
        return [each for each in reversed(places) if each < place.key]
    return [each for each in places if each > place.key]
