"""Liking and unliking."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chassis.events.outbox import emit
from chassis.ids import uuid7
from posts.errors import PostNotFound
from posts.events import like_changed
from posts.models import Like, Post
from posts.models.like import OFF, ON
from posts.selectors.posts import post_access
from relations.people.services import person_ensure


@transaction.atomic
def post_like(*, post_id: UUID, liker_id: UUID, username: str) -> None:
    """Like a post; liking it again changes nothing.

    Raises PostNotFound when the liker may not read the post. Emits LikeChanged if it was not liked.
    """
    post = post_access(post_id=post_id, viewer_id=liker_id)
    person_ensure(liker_id, username)
    Like.objects.bulk_create([Like(post=post, liker_id=liker_id, changed_at=timezone.now())], ignore_conflicts=True)
    like_switch(post=post, liker_id=liker_id, state=ON)


@transaction.atomic
def post_unlike(*, post_id: UUID, liker_id: UUID) -> None:
    """Unlike a post, also without access to it; if it was not liked, nothing changes.

    Raises PostNotFound when the post is deleted, or when the account may not read it and never liked it.
    Emits LikeChanged if it was liked.
    """
    own = Like.objects.filter(post_id=post_id, liker_id=liker_id, post__deleted_at=None)
    like = own.select_related("post").first()
    post = like.post if like else post_access(post_id=post_id, viewer_id=liker_id)
    like_switch(post=post, liker_id=liker_id, state=OFF)


def like_switch(*, post: Post, liker_id: UUID, state: str) -> None:
    """Set an existing like to a state, change the count by the difference, and emit LikeChanged.

    Raises PostNotFound when the post was deleted.
    """
    like = Like.objects.filter(post=post, liker_id=liker_id).exclude(state=state).select_for_update().first()
    if like is None:
        return
    like.state, like.changed_at = state, timezone.now()
    like.version += 1
    like.place = uuid7()
    like.save(update_fields=["state", "changed_at", "version", "place"])
    step = 1 if state == ON else -1
    if not Post.objects.filter(id=post.id, deleted_at=None).update(likes_count=F("likes_count") + step):
        raise PostNotFound  # it was deleted since it was looked up
    like.post = post
    emit(like_changed(like))
