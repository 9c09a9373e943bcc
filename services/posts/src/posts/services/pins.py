"""Pinning and unpinning posts."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from posts.errors import TooManyPins
from posts.models import Post
from posts.services.own_rows import own_rows_lock
from posts.services.posts import own_post

MAX_PINS = 5
"""How many posts an author may have pinned."""


@transaction.atomic
def post_pin(*, post_id: UUID, author_id: UUID) -> None:
    """Pin the account's own post; pinning it again changes nothing.

    Raises TooManyPins, NotYourPost, or PostNotFound when the account may not read it.
    """
    own_rows_lock("pins", author_id)
    post = own_post(post_id=post_id, author_id=author_id)
    if post.pinned_at:
        return
    if Post.objects.pinned_by(author_id).count() >= MAX_PINS:
        raise TooManyPins(f"At most {MAX_PINS} posts are pinned at a time.")
    Post.objects.filter(id=post.id).update(pinned_at=timezone.now())


@transaction.atomic
def post_unpin(*, post_id: UUID, author_id: UUID) -> None:
    """Unpin the account's own post; if it was not pinned, nothing changes.

    Raises NotYourPost, or PostNotFound when the account may not read it.
    """
    post = own_post(post_id=post_id, author_id=author_id)
    Post.objects.filter(id=post.id).update(pinned_at=None)
