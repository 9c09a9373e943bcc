"""What a search asks for: the words and operators that somebody wrote."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NoReturn

from posts.text_entities import USERNAME, hashtag_fold, is_hashtag
from posts.words import words_of

QUERY_MAX_LENGTH = 300
WORDS_MAX = 32
"""How many words, tags and names a search has at most, each character of a script without spaces counted as one."""
QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u201e": '"', "\uff02": '"', "\uff03": "#", "\ufe5f": "#"})
PARTS = re.compile(r"(?P<minus>-?)(?:\"(?P<phrase>[^\"]*)(?:\"|\Z)|(?P<plain>\S+))")
OPERATOR = re.compile(r"(?P<name>from|before|after|has):(?P<value>.*)", re.IGNORECASE | re.DOTALL)
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class BadSearch(ValueError):
    """The text of a search cannot be read; ``code`` says why, and ``str()`` what may be written instead."""

    def __init__(self, detail: str, code: str = "invalid") -> None:
        super().__init__(detail)
        self.code = code


@dataclass
class Asked:
    """What posts must have, or must not have."""

    words: list[str] = field(default_factory=list)
    phrases: list[tuple[str, ...]] = field(default_factory=list)
    """Words that follow each other."""
    tags: list[str] = field(default_factory=list)
    """In their normal form."""
    usernames: list[str] = field(default_factory=list)
    """Of their authors."""
    has_media: bool = False

    @property
    def size(self) -> int:
        """Return how many words, tags and names there are."""
        return len(self.words) + sum(map(len, self.phrases)) + len(self.tags) + len(self.usernames)


@dataclass
class Search:
    """A search for posts, people and hashtags."""

    wanted: Asked = field(default_factory=Asked)
    unwanted: Asked = field(default_factory=Asked)
    since: datetime | None = None
    """Posts of this time and later ones."""
    until: datetime | None = None
    """Posts of before this time."""
    names: list[str] = field(default_factory=list)
    """The wanted words and phrases as they are written, by which people and tags are found."""

    def restrict(self, *, since: datetime | None, until: datetime | None) -> None:
        """Keep only posts from ``since`` on and of before ``until``, where these are given."""
        self.since = max(filter(None, (self.since, since)), default=None)
        self.until = min(filter(None, (self.until, until)), default=None)


def search_of(text: str) -> Search:
    """Return what a text asks for. Raises BadSearch for an operator with an impossible value, and for too many words.

    Nothing but these operators has a meaning: every other character separates words.
    """
    search = Search()
    for part in PARTS.finditer(text.translate(QUOTES)):
        asked = search.unwanted if part["minus"] else search.wanted
        if part["phrase"] is not None:
            _add_words(search, asked, part["phrase"])
        elif operator := OPERATOR.fullmatch(part["plain"]):
            OPERATORS[operator["name"].lower()](search, asked, operator["value"].strip('"'))
        elif part["plain"].startswith("#") and is_hashtag(part["plain"][1:]):
            asked.tags.append(hashtag_fold(part["plain"][1:]))
        else:
            _add_words(search, asked, part["plain"])
    if search.wanted.size + search.unwanted.size > WORDS_MAX:
        raise BadSearch(f"At most {WORDS_MAX} words.", "too_many")
    return search


def day_after(day: date) -> datetime:
    """Return when a day has ended, in UTC. Raises BadSearch after the last day of the calendar."""
    try:
        return day_start(day + timedelta(days=1))
    except OverflowError:
        _refuse("There is no such day.")


def day_start(day: date) -> datetime:
    """Return when a day begins, in UTC."""
    return datetime.combine(day, time(), UTC)


def _add_words(search: Search, asked: Asked, text: str) -> None:
    words = words_of(text)
    if words and asked is search.wanted:
        search.names.append(text)
    if len(words) == 1:
        asked.words += words
    elif words:
        asked.phrases.append(tuple(words))


def _from(_: Search, asked: Asked, value: str) -> None:
    name = value.removeprefix("@").lower()
    if not USERNAME.fullmatch(name):
        _refuse("After from: comes a username, such as from:ada.")
    asked.usernames.append(name)


def _has(_: Search, asked: Asked, value: str) -> None:
    if value.lower() != "media":
        _refuse("Posts are searched with has:media only.")
    asked.has_media = True


def _before(search: Search, asked: Asked, value: str) -> None:
    search.restrict(since=None, until=day_start(_day(search, asked, value)))


def _after(search: Search, asked: Asked, value: str) -> None:
    search.restrict(since=day_after(_day(search, asked, value)), until=None)


def _day(search: Search, asked: Asked, value: str) -> date:
    if asked is search.unwanted:
        _refuse("before: and after: have no minus sign.")
    try:
        return date.fromisoformat(value if DATE.fullmatch(value) else "")
    except ValueError:
        raise BadSearch("After before: and after: comes a day, such as before:2026-01-31.") from None


def _refuse(detail: str) -> NoReturn:
    raise BadSearch(detail)


OPERATORS: dict[str, Callable[[Search, Asked, str], None]] = {
    "from": _from,
    "before": _before,
    "after": _after,
    "has": _has,
}
