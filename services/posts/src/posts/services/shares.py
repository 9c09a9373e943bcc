"""Sharing and unsharing posts."""

from uuid import UUID

from django.db import transaction

from chassis.events.outbox import emit
from posts.events import share_changed
from posts.models import Share
from posts.selectors.marks import marked_post
from posts.selectors.shares import post_shareable
from posts.services.marks import mark_set, mark_unset
from relations.people.services import person_ensure


@transaction.atomic
def post_share(*, post_id: UUID, sharer_id: UUID, username: str) -> None:
    """Share a post; sharing it again changes nothing.

    Raises PostNotFound when the sharer may not read the post, and PostNotShareable. Emits ShareChanged if it was not
    shared.
    """
    post = post_shareable(post_id=post_id, account_id=sharer_id)
    person_ensure(sharer_id, username)
    if share := mark_set(Share, marked=post, account_id=sharer_id):
        emit(share_changed(share))


@transaction.atomic
def post_unshare(*, post_id: UUID, sharer_id: UUID) -> None:
    """Unshare a post, also without access to it; if it was not shared, nothing changes.

    Raises PostNotFound when the post is deleted, or when the account may not read it and never shared it.
    Emits ShareChanged if it was shared.
    """
    post = marked_post(Share, post_id=post_id, account_id=sharer_id)
    if share := mark_unset(Share, marked=post, account_id=sharer_id):
        emit(share_changed(share))
