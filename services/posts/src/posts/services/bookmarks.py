"""Bookmarking posts, and removing bookmarks."""

from uuid import UUID

from django.db import transaction

from posts.models import Bookmark
from posts.selectors.marks import marked_post
from posts.selectors.posts import post_access
from posts.services.marks import mark_set, mark_unset


@transaction.atomic
def post_bookmark(*, post_id: UUID, account_id: UUID) -> None:
    """Bookmark a post; doing it again changes nothing. Raises PostNotFound when the account may not read it."""
    mark_set(Bookmark, marked=post_access(post_id=post_id, viewer_id=account_id), account_id=account_id)


@transaction.atomic
def post_unbookmark(*, post_id: UUID, account_id: UUID) -> None:
    """Remove the bookmark of a post, also without access to it; if there is none, nothing changes.

    Raises PostNotFound when the post is deleted, or when the account may not read it and never saved it.
    """
    mark_unset(Bookmark, marked=marked_post(Bookmark, post_id=post_id, account_id=account_id), account_id=account_id)
