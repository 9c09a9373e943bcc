"""The hashtags of posts, and the tags by which posts are found, compared with the texts and audiences of the posts."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject

from chassis.events.projections import Count
from chassis.events.recounting import correct_in_batches
from posts.models import Post, PostTag
from posts.models.post import PostQuerySet
from posts.models.tag import tags_of
from posts.text_entities import text_entities

PAGE = 1_000
"""How many posts are compared at once."""
STORED = ("tag", "visibility", "owner_id", "author_id")
NEEDED = ("id", "author_id", "visibility", "group_id", "hashtags", "text", "version")
WITH_SIGN = Q(text__contains="#") | Q(text__contains="\ufe5f") | Q(text__contains="\uff03")
"""Texts that may have hashtags: with a number sign, a small or a fullwidth one (``posts.text_entities``)."""


def tags_differing() -> list[UUID]:
    """Return the posts whose hashtags or stored tags are others than those of their text and audience, page by page.

    A post and its tags are read by one statement, so one that is edited meanwhile does not differ.
    """
    return [post.id for page in _pages() for post in page if _differs(post)]


def tags_repair() -> list[UUID]:
    """Store the right hashtags and tags of the posts that differ, some at a time, locked meanwhile; return them."""
    return correct_in_batches(tags_differing(), _restore)


@transaction.atomic
def _restore(ids: list[UUID]) -> list[UUID]:
    list(Post.objects.select_for_update(no_key=True).filter(id__in=ids).order_by("id").values_list("id"))
    wrong = [post for post in _with_stored(Post.objects.filter(id__in=ids)) if _differs(post)]
    for post in wrong:
        if post.hashtags != (right := _hashtags(post)):
            post.hashtags, post.version = right, post.version + 1
            post.save(update_fields=["hashtags", "version"])
    PostTag.objects.filter(post__in=wrong).delete()
    PostTag.objects.bulk_create(tag for post in wrong for tag in tags_of(post))
    return [post.id for post in wrong]


def _pages() -> Iterator[list[Post]]:
    """Yield the posts that have or may have hashtags or stored tags, in the order of their ids."""
    posts = Post.objects.filter(WITH_SIGN | ~Q(hashtags=[]) | Q(Exists(PostTag.objects.filter(post_id=OuterRef("id")))))
    after = UUID(int=0)
    while page := list(_with_stored(posts.filter(id__gt=after))[:PAGE]):
        yield page
        after = page[-1].id


def _with_stored(posts: PostQuerySet) -> PostQuerySet:
    """Return posts with their stored tags, in the order of their ids."""
    stored = PostTag.objects.filter(post_id=OuterRef("id")).values(row=JSONObject(**{name: name for name in STORED}))
    return posts.annotate(stored=ArraySubquery(stored)).only(*NEEDED).order_by("id")


def _hashtags(post: Post) -> list[str]:
    return list(text_entities(post.text).hashtags)


def _differs(post: Any) -> bool:
    if post.hashtags != _hashtags(post):
        return True
    wanted = [[str(getattr(tag, name)) for name in STORED] for tag in tags_of(post)]
    return sorted(wanted) != sorted([row[name] for name in STORED] for row in post.stored)


COUNT = Count(name="tags", differing=tags_differing, repair=tags_repair)
