"""Keeps beside posts and comments what their texts contain: hashtags, mentions, and the words that searches find."""

import unicodedata
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from chassis.jobs import State, job
from posts.models import Post, PostTag, PostTerm
from posts.models.tag import tags_of
from posts.selectors.terms import terms_of
from posts.text_entities import TextEntities, text_entities
from relations.audience import may_see_account
from relations.people.models import Person

AT_ONCE = 200
ADD_TERMS = """
    INSERT INTO posts_postterm (post_id, term, visibility, owner_id)
    SELECT %s, unnest(%s::text[]), %s, %s
"""


def mentions_in(text: str, *, author_id: UUID) -> list[UUID]:
    """Return the accounts that a text mentions, in its order; at most one query."""
    return _accounts_named(text_entities(text).usernames, author_id)


def text_read(post: Post) -> None:
    """Set the hashtags and mentions of a post, which the caller saves, to those of its text; at most one query."""
    found: TextEntities = text_entities(post.text)
    post.hashtags = list(found.hashtags)
    post.mentions = _accounts_named(found.usernames, post.author_id)


def text_unfind(post: Post) -> None:
    """Remove the stored tags and terms of a post that the caller has locked; one query, two if its text has tags."""
    tags_remove(post)
    terms_remove(post)


def text_find(post: Post) -> None:
    """Store by which tags and terms a post is found, for its present audience; the post has none stored."""
    tags_add(post)
    terms_add(post)


def tags_remove(post: Post) -> None:
    """Remove the stored tags of a post that the caller has locked; a query only if its text has any."""
    if post.hashtags:
        PostTag.objects.filter(post=post).delete()


def tags_add(post: Post) -> None:
    """Store by which tags a post is found, for its present audience; the post has none stored."""
    PostTag.objects.bulk_create(tags_of(post))


def terms_remove(post: Post) -> None:
    """Remove the stored terms of a post that the caller has locked."""
    PostTerm.objects.filter(post=post).delete()


def terms_add(post: Post) -> None:
    """Store by which terms a post is found, for its present audience; the post has none stored. One query."""
    with connection.cursor() as cursor:
        cursor.execute(ADD_TERMS, [post.id, terms_of(post), post.visibility, post.group_id or post.author_id])


@job("posts.add_terms")
def all_terms_add(key: str, state: State) -> State | None:
    """Store the terms of the next posts that were written before searches could find posts."""
    older = Post.objects.filter(deleted_at=None, id__gt=state.get("after", UUID(int=0))).order_by("id")
    posts = list(older.select_for_update(no_key=True)[:AT_ONCE])
    for post in posts:
        terms_remove(post)
        terms_add(post)
    return {"after": str(posts[-1].id)} if len(posts) == AT_ONCE else None


@job("posts.read_texts")
def texts_read(key: str, state: State) -> State | None:
    """Read the texts of the next posts that were written before hashtags and mentions were stored."""
    older = Post.objects.filter(deleted_at=None, id__gt=state.get("after", UUID(int=0))).order_by("id")
    posts = list(older.select_for_update(no_key=True)[:AT_ONCE])
    for post in posts:
        if "@" in (form := unicodedata.normalize("NFKC", post.text)) or "#" in form:
            text_unfind(post)
            text_read(post)
            post.version += 1
            post.save(update_fields=["hashtags", "mentions", "version"])
            text_find(post)
    return {"after": str(posts[-1].id)} if len(posts) == AT_ONCE else None


def _accounts_named(usernames: Sequence[str], author_id: UUID) -> list[UUID]:
    """Return the accounts with these names that the author may see: others are answered like names that nobody has."""
    if not usernames:
        return []
    named = Person.objects.filter(may_see_account(author_id), username__in=usernames).order_by("id")
    ids = dict(named.values_list("username", "id"))  # of two with one name, after a restore, the newer account
    return [ids[name] for name in usernames if name in ids]
