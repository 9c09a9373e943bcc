"""The terms by which posts are found, and which posts have them.

A word is a term as it is; others begin with a sign that no word has.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from chassis.http.paging import HIGHEST
from chassis.ids import lowest_of
from posts.models import Post
from posts.text_entities import hashtag_fold
from posts.words import words_of

HAS_MEDIA = "!media"
TERMS_MAX = 1_000
"""How many different words of a post are found; a text with more is not written for readers."""
SAMPLE = 100
"""How common a term is says the age of its hundredth post."""

# As subqueries, which PostgreSQL answers post by post from the primary key, however common a term is.
MATCHING = """
    SELECT candidate.id FROM unnest(%(ids)s::uuid[]) AS candidate (id)
    WHERE (SELECT count(*) FROM posts_postterm WHERE post_id = candidate.id AND term = ANY(%(wanted)s)) = %(number)s
      AND (SELECT count(*) FROM posts_postterm WHERE post_id = candidate.id AND term = ANY(%(unwanted)s)) = 0
"""
# Keys and limits are subqueries: see ``keyset``.
HUNDREDTH = f"""(
    SELECT post_id FROM posts_postterm WHERE term = (SELECT %s) AND visibility = 'public' AND post_id < %s
    ORDER BY post_id DESC OFFSET (SELECT {SAMPLE - 1}) LIMIT (SELECT 1)
)"""  # noqa: S608 - constants


def tag_term(tag: str) -> str:
    """Return the term of a hashtag in its normal form."""
    return f"#{tag}"


def author_term(author_id: UUID) -> str:
    """Return the term of the posts of an author."""
    return f"@{author_id.hex}"


def terms_of(post: Post) -> list[str]:
    """Return the terms of a post, each once."""
    tags = dict.fromkeys(map(hashtag_fold, post.hashtags))
    words = list(dict.fromkeys(words_of(f"{post.title}\n{post.text}")))[:TERMS_MAX]
    return [author_term(post.author_id), *[HAS_MEDIA] * (post.media_count > 0), *map(tag_term, tags), *words]


def rarest_of(terms: Sequence[str], *, before: datetime | None) -> str:
    """Return the term whose hundredth public post before a time is the oldest; one query if there are several."""
    if len(terms) == 1:
        return terms[0]
    until = lowest_of(before) if before else HIGHEST
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join([HUNDREDTH] * len(terms))}", [each for term in terms for each in (term, until)]
        )
        hundredth = dict(zip(terms, cursor.fetchone(), strict=True))
    return min(terms, key=lambda term: hundredth[term].int if hundredth[term] else 0)


def posts_matching(ids: Sequence[UUID], *, wanted: Sequence[str], unwanted: Sequence[str]) -> list[UUID]:
    """Return those of the posts that have all wanted terms, each of which is given once, and no unwanted one."""
    if not ids or not (wanted or unwanted):
        return list(ids)
    values: dict[str, Any] = {
        "ids": list(ids),
        "wanted": list(wanted),
        "unwanted": list(unwanted),
        "number": len(wanted),
    }
    with connection.cursor() as cursor:
        cursor.execute(MATCHING, values)
        return [post_id for (post_id,) in cursor.fetchall()]
