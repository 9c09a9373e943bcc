"""The search for people."""

from collections.abc import Sequence
from uuid import UUID

from chassis.database.time_limit import statement_limit
from chassis.errors import InvalidInput
from chassis.http.paging import Key, Page, PageQuery, Place
from profiles.models import Profile
from profiles.selectors.profiles import profiles_by_id
from profiles.selectors.search_candidates import Match, asked_for, matches_of, similar_to

WORDS_MAX = 8
SIMILAR_BELOW = 50
"""Similar names are looked for where fewer profiles than this match as written."""
SIMILAR_MIN = 3
"""Nothing is similar to a text with fewer characters."""
STATEMENT_SECONDS = 2.0
"""How long one statement of a search may take; an ordinary one takes some milliseconds."""


def profile_search(*, text: str, viewer_id: UUID | None, query: PageQuery) -> Page[Profile]:
    """Return a page of the profiles that match a text, the best first.

    These are the profile with this username, and discoverable ones: with this display name, with names that have all
    words or their beginnings, with the words in location and bio, and, if these are few, with similar names. People
    whom the viewer follows come right after exact names. A search looks at some hundreds of candidates of each kind.
    Raises InvalidInput for too many words, and OperationalError when it takes too long.
    """
    matches = _matches(text, viewer_id)

    def fetch(place: Place, count: int) -> list[tuple[Key, Profile | None]]:
        chosen = _beyond(matches, place)[:count]
        found = profiles_by_id([match.account_id for match in chosen], viewer_id)
        return [(match.key, found.get(match.account_id)) for match in chosen]

    return query.page_of(fetch)


def _matches(text: str, viewer_id: UUID | None) -> list[Match]:
    with statement_limit(STATEMENT_SECONDS):
        asked = asked_for(text, viewer_id)
        _check(asked.words)
        matches = matches_of(asked)
        if len(matches) < SIMILAR_BELOW and asked.words and len(asked.key) >= SIMILAR_MIN:
            known = {match.account_id for match in matches}
            matches += [match for match in similar_to(asked) if match.account_id not in known]
    return sorted(matches, key=lambda match: match.key)


def _check(words: Sequence[str]) -> None:
    if len(words) > WORDS_MAX:
        fault = {"field": "q", "code": "too_many", "detail": f"At most {WORDS_MAX} words."}
        raise InvalidInput("The request is not valid.", errors=[fault])


def _beyond(matches: list[Match], place: Place) -> list[Match]:
    """Return the matches after a place, or those before it, the nearest first."""
    if not isinstance(place.key, int):
        return matches
    if place.is_backwards:
        return [match for match in reversed(matches) if match.key < place.key]
    return [match for match in matches if match.key > place.key]
