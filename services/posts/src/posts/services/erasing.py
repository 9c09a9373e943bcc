"""Erasing what an account wrote and liked, in shares; each thing ends as if its author had deleted it."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chassis.jobs import enqueue
from posts import timelines
from posts.models import Comment, Like, Post
from posts.models.like import OFF, ON
from posts.services.comments import comment_end
from posts.services.likes import like_switch
from posts.services.posts import post_end
from posts.services.staleness import card_delete

AT_ONCE = 50


@transaction.atomic(savepoint=False)
def posts_erase(*, account_id: UUID) -> bool:
    """Delete the next posts of an erased account; return whether some may be left. Emits PostDeleted for each."""
    mine = Post.objects.select_for_update(no_key=True).filter(author_id=account_id, deleted_at=None)
    posts = list(mine.order_by("id")[:AT_ONCE])
    for post in posts:
        post_end(post)
    for post in posts:
        enqueue("posts.clear_comments", key=post.id)
        card_delete(post_id=post.id)
    return len(posts) == AT_ONCE


@transaction.atomic(savepoint=False)
def comments_erase(*, account_id: UUID) -> bool:
    """Delete the next comments of an erased account, whose replies stay; return whether some may be left.

    Emits CommentDeleted for each, but not under deleted posts, which have ended their comments.
    """
    mine = Comment.objects.filter(author_id=account_id, deleted_at=None)
    some = list(mine.order_by("id").values_list("id", "post_id")[:AT_ONCE])
    posts = Post.objects.select_for_update(no_key=True).filter(id__in={post_id for _, post_id in some}).order_by("id")
    living = {post.id for post in posts if post.deleted_at is None}
    for comment in Comment.objects.filter(id__in=[comment_id for comment_id, _ in some]).order_by("id"):
        if comment.post_id in living:
            comment_end(comment)
    rest = mine.filter(id__in=[comment_id for comment_id, post_id in some if post_id not in living])
    rest.update(text="", deleted_at=timezone.now(), version=F("version") + 1)
    return len(some) == AT_ONCE


@transaction.atomic(savepoint=False)
def likes_erase(*, account_id: UUID) -> bool:
    """Take back the next likes of an erased account; return whether some may be left. Emits LikeChanged for each."""
    mine = Like.objects.filter(liker_id=account_id, state=ON, post__deleted_at=None)
    ids = sorted(mine.values_list("post_id", flat=True)[:AT_ONCE])
    posts = list(Post.objects.select_for_update(no_key=True).filter(id__in=ids, deleted_at=None).order_by("id"))
    for post in posts:
        like_switch(post=post, liker_id=account_id, state=OFF)
    return len(ids) == AT_ONCE


def timeline_erase(*, account_id: UUID) -> None:
    """Delete the timeline of an erased account. Raises RedisUnavailable."""
    timelines.delete([account_id])
