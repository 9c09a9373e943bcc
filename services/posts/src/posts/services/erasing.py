"""Erasing what an account wrote and marked, in portions; each thing ends as if its author had deleted it."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import F, Func, Q, QuerySet, UUIDField, Value
from django.utils import timezone

from chassis.events.outbox import emit
from chassis.jobs import enqueue
from posts import timelines
from posts.events import comment_like_changed, like_changed, share_changed
from posts.models import Bookmark, Comment, CommentLike, Draft, Like, Medium, Post, Revision, ScheduledPost, Share
from posts.models.mark import ON
from posts.models.scheduled_post import UNPUBLISHED, ScheduledState
from posts.services.comments import comment_end
from posts.services.marks import Kind, mark_unset
from posts.services.media import media_delete
from posts.services.posts import post_end
from posts.services.staleness import card_delete

AT_ONCE = 50


def scheduled_posts_erase(*, account_id: UUID) -> bool:
    """Delete the next scheduled posts of an erased account; return whether some may be left.

    It waits for one that is being published: that is a post then, and is erased as one.
    """
    mine = ScheduledPost.objects.filter(author_id=account_id)
    return _rows_delete(mine.filter(state__in=UNPUBLISHED)) or _rows_delete(mine.filter(state=ScheduledState.PUBLISHED))


def drafts_erase(*, account_id: UUID) -> bool:
    """Delete the next drafts of an erased account; return whether some may be left."""
    return _rows_delete(Draft.objects.filter(account_id=account_id))


def revisions_erase(*, account_id: UUID) -> bool:
    """Delete the next earlier versions of an erased account's posts; return whether some may be left.

    They would be deleted after their posts, too, by a job for which the end of the erasure does not wait.
    """
    return _rows_delete(Revision.objects.filter(post__author_id=account_id, post__deleted_at=None))


def _rows_delete(rows: QuerySet) -> bool:
    """Delete the next of some rows that nothing refers to; return whether some may be left."""
    ids = list(rows.values_list("id", flat=True)[:AT_ONCE])
    rows.model._default_manager.filter(id__in=ids).delete()
    return len(ids) == AT_ONCE


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


def media_erase(*, account_id: UUID) -> bool:
    """Delete the next unattached media of an erased account; return whether some may be left.

    Those of posts are deleted with their posts.
    """
    mine = Medium.objects.filter(owner_id=account_id, post=None).select_for_update()
    some = list(mine.order_by("id").values_list("id", flat=True)[:AT_ONCE])
    return media_delete(Medium.objects.filter(id__in=some)) == AT_ONCE


@transaction.atomic(savepoint=False)
def comments_erase(*, account_id: UUID) -> bool:
    """Delete the next comments of an erased account, whose replies stay; return whether some may be left.

    Emits CommentDeleted for each, but not under deleted posts, which have ended their comments.
    """
    mine = Comment.objects.filter(author_id=account_id, deleted_at=None)
    some = list(mine.order_by("id").values_list("id", "post_id")[:AT_ONCE])
    living = {post.id for post in _posts_lock(post_id for _, post_id in some) if post.deleted_at is None}
    for comment in Comment.objects.filter(id__in=[comment_id for comment_id, _ in some]).order_by("id"):
        if comment.post_id in living:
            comment_end(comment)
    rest = mine.filter(id__in=[comment_id for comment_id, post_id in some if post_id not in living])
    rest.update(text="", mentions=[], deleted_at=timezone.now(), version=F("version") + 1)
    return len(some) == AT_ONCE


@transaction.atomic(savepoint=False)
def likes_erase(*, account_id: UUID) -> bool:
    """Take back the next likes of an erased account; return whether some may be left. Emits LikeChanged for each."""
    likes, is_more = _marks_erase(Like, account_id)
    for like in likes:
        emit(like_changed(like))
    return is_more


@transaction.atomic(savepoint=False)
def shares_erase(*, account_id: UUID) -> bool:
    """Take back the next shares of an erased account; return whether some may be left. Emits ShareChanged for each."""
    shares, is_more = _marks_erase(Share, account_id)
    for share in shares:
        emit(share_changed(share))
    return is_more


@transaction.atomic(savepoint=False)
def comment_likes_erase(*, account_id: UUID) -> bool:
    """Take back the next likes of comments of an erased account; return whether some may be left.

    Emits CommentLikeChanged for each.
    """
    likes, is_more = _marks_erase(CommentLike, account_id)
    for like in likes:
        emit(comment_like_changed(like))
    return is_more


@transaction.atomic(savepoint=False)
def bookmarks_erase(*, account_id: UUID) -> bool:
    """Take back the next bookmarks of an erased account; return whether some may be left."""
    _, is_more = _marks_erase(Bookmark, account_id)
    return is_more


def _marks_erase(kind: type[Kind], account_id: UUID) -> tuple[list[Kind], bool]:
    """Take back the next marks of an account on posts or comments; return those, and whether some may be left.

    The marks are locked before what is marked, like one that is taken back.
    """
    own = {kind.account_field: account_id, "state": ON, f"{kind.object_field}__deleted_at": None}
    marks = kind._default_manager.filter(**own).select_for_update(of=["self"]).order_by(kind.object_field)
    ids = list(marks.values_list(f"{kind.object_field}_id", flat=True)[:AT_ONCE])
    if kind is CommentLike:
        _posts_lock(Comment.objects.filter(id__in=ids).values_list("post_id", flat=True))
    marked = kind.marked_model()._default_manager.filter(id__in=ids, deleted_at=None)
    locked = list(marked.select_for_update(no_key=True).order_by("id"))
    unset = [mark_unset(kind, marked=each, account_id=account_id) for each in locked]
    return [mark for mark in unset if mark], len(ids) == AT_ONCE


@transaction.atomic(savepoint=False)
def mentions_erase(*, account_id: UUID) -> bool:
    """Take an erased account out of the next texts that mention it; return whether some may be left.

    Their words stay: they are their authors'. A new version outdates the cards of posts.
    """
    naming = {"mentions__contains": [account_id]}
    posts = Post.objects.filter(~Q(mentions=[]), **naming).order_by("id")[:AT_ONCE]
    if ids := list(posts.values_list("id", flat=True)):
        _posts_lock(ids)
        return _mentions_remove(Post.objects.filter(id__in=ids), account_id)
    comments = Comment.objects.filter(~Q(mentions=[]), **naming).order_by("id").values_list("id", "post_id")[:AT_ONCE]
    if found := dict(comments):
        _posts_lock(found.values())
        return _mentions_remove(Comment.objects.filter(id__in=found), account_id)
    return False


def _mentions_remove(rows: QuerySet, account_id: UUID) -> bool:
    rest = Func(F("mentions"), Value(account_id, UUIDField()), function="array_remove")
    rows.update(mentions=rest, version=F("version") + 1)
    return True


def _posts_lock(post_ids: Iterable[UUID]) -> list[Post]:
    """Lock posts, before any of their comments: so does who adds or deletes a comment, which then locks its parent."""
    return list(Post.objects.select_for_update(no_key=True).filter(id__in=set(post_ids)).order_by("id"))


def timeline_erase(*, account_id: UUID) -> None:
    """Delete the timeline of an erased account. Raises RedisUnavailable."""
    timelines.delete([account_id])
