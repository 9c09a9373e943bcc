"""Converts rows for a reader: authors and likes are looked up for a whole page at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from posts.models import Comment, Like, Post
from relations.people.models import Person
from relations.people.selectors import card, people_by_id


@dataclass(frozen=True)
class PostItem:
    """A post as one reader sees it: rendered already, or the row that is to be rendered."""

    id: UUID | str
    words: bytes | Post
    """What every reader sees: the body of the post's card, or the post with its author."""
    likes_count: int
    comments_count: int
    is_liked: bool


@dataclass(frozen=True)
class CommentItem:
    """A comment as one reader sees it, and the card of its author."""

    comment: Comment
    author: dict[str, Any]
    replies_count: int


def post_items(posts: Sequence[Any]) -> list[PostItem]:
    """Return posts that were read with ``posts_for``, in their order, in one query."""
    for post, author in zip(posts, author_cards([post.author_id for post in posts]), strict=True):
        post.author = author
    return [PostItem(post.id, post, post.shown_likes, post.shown_comments, post.is_liked) for post in posts]


def comment_items(comments: Sequence[Any]) -> list[CommentItem]:
    """Return comments that were read with ``comments_for``, in their order, in one query."""
    authors = author_cards([comment.author_id for comment in comments])
    return [CommentItem(each, author, each.shown_replies) for each, author in zip(comments, authors, strict=True)]


def liker_cards(likes: Sequence[Like]) -> list[dict[str, Any]]:
    """Return the cards of those who like, in the order of the likes, in one query."""
    return author_cards([like.liker_id for like in likes])


def author_cards(account_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Return the card of each account, in one query."""
    people = people_by_id(account_ids)
    return [author_card(id_, people.get(id_)) for id_ in account_ids]


def author_card(account_id: UUID, person: Person | None) -> dict[str, object]:
    """Return the card of an account; of one that is not known here yet there is nothing but its id."""
    return card(person) if person else {"id": str(account_id), "username": "", "display_name": "", "avatar": None}
