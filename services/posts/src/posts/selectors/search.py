"""The search for posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Value

from chassis.http.paging import Page, PageQuery, Place
from posts.models import Post
from posts.models.visibility import Visibility
from posts.search_query import Asked, Search
from posts.selectors.candidates import Candidates, shown_of
from posts.selectors.days import Days
from posts.selectors.items import PostItem
from posts.selectors.nearest import By, nearest
from posts.selectors.terms import HAS_MEDIA, author_term, posts_matching, rarest_of, tag_term
from posts.words import has_phrase, words_of
from relations.audience import may_see_account, may_see_item
from relations.people.models import Person


@dataclass(frozen=True)
class Authors:
    """Whom the names of a search mean."""

    ids: dict[str, UUID]
    """By username, the accounts that the viewer may see."""
    hidden: frozenset[UUID]
    """Those of them whose public posts the viewer may not read."""


def post_search(
    *, search: Search, viewer_id: UUID | None, query: PageQuery, author_id: UUID | None = None
) -> Page[PostItem]:
    """Return the posts that a search finds and the viewer may read, newest first; those of one author if it is given.

    A search without a wanted word, tag, name or medium finds nothing, and so does the name of an account that is hidden
    from the viewer. The posts with the rarest of the terms are looked at, some thousands for a page.
    """
    authors = _authors(search, viewer_id)
    phrased = [word for phrase in search.wanted.phrases for word in phrase]
    asked = [*_terms(search.wanted, authors), *phrased]
    wanted = list(dict.fromkeys([*asked, author_term(author_id)] if author_id and asked else asked))
    unwanted = _terms(search.unwanted, authors)
    if not wanted or any(name not in authors.ids for name in search.wanted.usernames):
        return query.page_of(lambda _place, _count: [], newest_first=True)
    rarest = rarest_of(wanted, before=search.until)
    others = [term for term in wanted if term != rarest]
    are_public_asked = not any(authors.ids[name] in authors.hidden for name in search.wanted.usernames)

    def fetch(place: Place, count: int) -> Candidates:
        days = Days(search.since, search.until)
        ids = nearest(
            By.TERM, rarest, viewer_id, place=place, count=count, days=days, are_public_asked=are_public_asked
        )
        matching = posts_matching(ids, wanted=others, unwanted=unwanted)
        shown = shown_of(_with_phrases(matching, search), viewer_id)
        return [(id_, shown.get(id_)) for id_ in ids]

    return query.page_of(fetch, newest_first=True)


def _authors(search: Search, viewer_id: UUID | None) -> Authors:
    names = [*search.wanted.usernames, *search.unwanted.usernames]
    if not names:
        return Authors({}, frozenset())
    people = Person.objects.filter(may_see_account(viewer_id), username__in=names).order_by("id")
    may_read = may_see_item(viewer_id, author="id", visibility=Value(Visibility.PUBLIC.value))
    found = list(people.annotate(may_read=may_read).values_list("username", "id", "may_read"))
    return Authors({name: id_ for name, id_, _ in found}, frozenset(id_ for _, id_, may_read in found if not may_read))


def _terms(asked: Asked, authors: Authors) -> list[str]:
    """Return the terms that posts must have, or must not have, beside those of phrases."""
    named = [author_term(authors.ids[name]) for name in asked.usernames if name in authors.ids]
    return [*named, *map(tag_term, asked.tags), *[HAS_MEDIA] * asked.has_media, *asked.words]


def _with_phrases(ids: Sequence[UUID], search: Search) -> list[UUID]:
    """Return those of the posts that have the wanted phrases and none of the unwanted; one query if there are any."""
    if not ids or not (search.wanted.phrases or search.unwanted.phrases):
        return list(ids)
    return [
        id_
        for id_, title, text in Post.objects.filter(id__in=ids).values_list("id", "title", "text")
        if _has_asked([words_of(title), words_of(text)], search)
    ]


def _has_asked(texts: list[list[str]], search: Search) -> bool:
    def has(phrase: tuple[str, ...]) -> bool:
        return any(has_phrase(words, phrase) for words in texts)

    return all(map(has, search.wanted.phrases)) and not any(map(has, search.unwanted.phrases))
