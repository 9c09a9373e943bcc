"""Pinning posts, and no longer."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chassis.database.prepared import PreparedText
from posts.errors import TooManyPins
from posts.models import Post
from posts.services.posts import own_post

MAX_PINS = 5
LOCK = PreparedText("SELECT count(pg_advisory_xact_lock(hashtextextended('pins ' || $1, 0)))", ["text"])


@transaction.atomic
def post_pin(*, post_id: UUID, author_id: UUID) -> None:
    """Pin the account's own post; pinning it again changes nothing.

    Raises TooManyPins, NotYourPost, or PostNotFound when the account may not read it.
    """
    LOCK.rows(str(author_id))  # so that two requests do not both pin the last one
    post = own_post(post_id=post_id, author_id=author_id)
    if post.pinned_at:
        return
    if Post.objects.pinned_by(author_id).count() >= MAX_PINS:
        raise TooManyPins(f"At most {MAX_PINS} posts are pinned at a time.")
    Post.objects.filter(id=post.id).update(pinned_at=timezone.now())


@transaction.atomic
def post_unpin(*, post_id: UUID, author_id: UUID) -> None:
    """Pin the account's own post no longer. Raises NotYourPost, or PostNotFound when the account may not read it."""
    post = own_post(post_id=post_id, author_id=author_id)
    Post.objects.filter(id=post.id).update(pinned_at=None)
