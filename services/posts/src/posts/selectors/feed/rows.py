"""The rows of entries in PostgreSQL: whether they are shown, their versions and counts; one query."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from chassis.http.paging import HIGHEST, Place
from posts import timelines
from posts.models.counts import READER_FIELDS
from posts.selectors.feed.statements import newer_rows, older_rows, older_shown
from posts.selectors.items import author_card
from relations.people.models import Person


class CardVersion(NamedTuple):
    """Which card of a post is up to date."""

    id: str
    version: int
    author_version: int | None


class FeedRow(NamedTuple):
    """The present state of an entry."""

    key: str
    id: str
    """Of the post that it shows."""
    version: int
    author_version: int | None
    quote_id: str | None
    """The post that it quotes, if the account may read that, with its version and that of its author."""
    quote_version: int | None
    quote_author_version: int | None
    is_shown: bool
    is_stale: bool
    """Whether the reader's timeline has missed an update; the same in every row."""
    follows_on_read: bool
    """Whether the reader has entries that are in no timeline, beside its own; the same in every row."""
    sharer_id: str | None
    """Who shares the post, where the entry is a share."""
    sharer_username: str | None
    """None where the sharer is not known here yet, as is what follows."""
    sharer_display_name: str
    sharer_avatar_path: str
    sharer_avatar_blurhash: str
    for_reader: dict[str, Any]
    """The fields that depend on the reader, by their names in the shape ``post``."""

    @property
    def is_share(self) -> bool:
        """Whether it shows a post that somebody shares."""
        return self.key != self.id

    @property
    def cards(self) -> list[CardVersion]:
        """The cards that show it: its own, and that of the post that it quotes."""
        own = CardVersion(self.id, self.version, self.author_version)
        if self.quote_id is None or self.quote_version is None:
            return [own]
        return [own, CardVersion(self.quote_id, self.quote_version, self.quote_author_version)]

    @property
    def shared_by(self) -> dict[str, Any] | None:
        """The card of the account that shares the post."""
        if self.sharer_id is None:
            return None
        if self.sharer_username is None:
            return author_card(self.sharer_id, None)
        person = Person(
            id=self.sharer_id,
            username=self.sharer_username,
            display_name=self.sharer_display_name,
            avatar_path=self.sharer_avatar_path,
            avatar_blurhash=self.sharer_avatar_blurhash,
        )
        return author_card(self.sharer_id, person)


HEAD = len(FeedRow._fields) - 1
"""How many columns there are before those for the reader."""


def feed_rows(account_id: UUID, entries: Iterable[str], *, place: Place, count: int) -> dict[str, FeedRow]:
    """Return the ``count`` rows nearest to a place, of these entries and of own and fan-out-on-read ones; by key."""
    rows = newer_rows if place.is_backwards else older_rows
    found = rows(account_id, *id_arrays(entries), place.key or HIGHEST, count)
    return {row[0]: FeedRow._make((*row[:HEAD], dict(zip(READER_FIELDS, row[HEAD:], strict=True)))) for row in found}


def shown_before(account_id: UUID, entries: Iterable[str], *, place: Place, count: int) -> set[tuple[str, str]]:
    """Return the keys of those that are shown, with their posts, of the ``count`` entries before a place.

    They are those of ``feed_rows``; this costs less, since nothing else is looked up.
    """
    return set(older_shown(account_id, *id_arrays(entries), place.key or HIGHEST, count))


def id_arrays(entries: Iterable[str]) -> tuple[Any, Any]:
    """Return the keys and the posts of entries, as parameters of a prepared statement."""
    entries = list(entries)
    return _array(map(timelines.key_of, entries)), _array(map(timelines.post_of, entries))


def _array(ids: Iterable[str]) -> Any:
    # The ids as text: psycopg2 takes longer for each UUID than all else does for its row.
    return f"{{{','.join(ids)}}}"
