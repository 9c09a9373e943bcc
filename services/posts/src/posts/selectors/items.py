"""Converts rows for a reader: authors and likes are looked up for a whole page at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from posts.models import Comment, Post
from posts.models.counts import ANNOTATIONS, READER_FIELDS
from posts.models.mark import Mark
from posts.selectors.media import media_look_up
from relations.people.models import Person
from relations.people.selectors import card, people_by_id


@dataclass(frozen=True)
class Quote:
    """A quoted post: rendered already, or the row with its author."""

    id: UUID | str
    words: bytes | Post


@dataclass(frozen=True)
class PostItem:
    """A post as one reader sees it: rendered already, or the row that is to be rendered."""

    id: UUID | str
    words: bytes | Post
    """What every reader sees: the body of the post's card, or the post with its author."""
    for_reader: dict[str, Any]
    """The fields that depend on the reader, by their names in the shape ``post``."""
    quote: Quote | None = None
    """What it quotes, if its reader may read that."""
    shared_by: dict[str, Any] | None = None
    """The card of the account whose share shows it in a feed."""


@dataclass(frozen=True)
class CommentItem:
    """A comment as one reader sees it, and the card of its author; of a deleted one nobody is shown its author."""

    comment: Comment
    author: dict[str, Any] | None
    is_liked: bool
    likes_count: int
    replies_count: int


def post_items(posts: Sequence[Any]) -> list[PostItem]:
    """Return posts that were read with ``posts_for``, in their order, in one query."""
    add_people([*posts, *(post.quote_of for post in posts if post.is_quote_shown)])
    return [PostItem(post.id, post, _for_reader(post), _quote(post)) for post in posts]


def _for_reader(post: Any) -> dict[str, Any]:
    return {name: getattr(post, column) for name, column in zip(READER_FIELDS, ANNOTATIONS, strict=True)}


def _quote(post: Any) -> Quote | None:
    return Quote(post.quote_of_id, post.quote_of) if post.is_quote_shown else None


def add_people(posts: Sequence[Post]) -> dict[UUID, Person]:
    """Set ``author``, ``mentioned`` and ``media`` of posts, and return the people who are known of them.

    One query, and another one if any post has media.
    """
    media_look_up(posts)
    people = people_by_id(id_ for post in posts for id_ in (post.author_id, *post.mentions))
    for post in posts:
        post.author = author_card(post.author_id, people.get(post.author_id))
        mentioned = [people[id_] for id_ in post.mentions if id_ in people]
        post.mentioned = [{"id": str(person.id), "username": person.username} for person in mentioned]
    return people


def comment_items(comments: Sequence[Any]) -> list[CommentItem]:
    """Return comments that were read with ``comments_for``, in their order, in one query."""
    people = people_by_id({each.author_id for each in comments if each.deleted_at is None})
    return [_comment_item(each, people) for each in comments]


def _comment_item(comment: Any, people: Mapping[UUID, Person]) -> CommentItem:
    if comment.deleted_at is not None:
        return CommentItem(comment, None, is_liked=False, likes_count=0, replies_count=comment.shown_replies)
    author = author_card(comment.author_id, people.get(comment.author_id))
    return CommentItem(comment, author, comment.is_liked, comment.shown_likes, comment.shown_replies)


def marker_cards(marks: Sequence[Mark]) -> list[dict[str, Any]]:
    """Return the cards of those who have set marks, in the order of the marks, in one query."""
    return author_cards([getattr(mark, mark.account_field) for mark in marks])


def author_cards(account_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Return the card of each account, in one query."""
    people = people_by_id(account_ids)
    return [author_card(id_, people.get(id_)) for id_ in account_ids]


def author_card(account_id: UUID | str, person: Person | None) -> dict[str, object]:
    """Return the card of an account; of one that is not known here yet there is nothing but its id."""
    return card(person) if person else {"id": str(account_id), "username": "", "display_name": "", "avatar": None}
