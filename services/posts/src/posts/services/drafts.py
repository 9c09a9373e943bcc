"""Writing drafts, and publishing them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from posts.errors import DraftNotFound, TooManyDrafts
from posts.models import Draft, Post
from posts.services.own_rows import own_rows_lock
from posts.services.posts import post_publish

MAX_DRAFTS = 100
"""How many drafts an account may have."""


@transaction.atomic
def draft_create(*, account_id: UUID, content: dict[str, Any]) -> Draft:
    """Keep a draft. Raises TooManyDrafts."""
    own_rows_lock("drafts", account_id)
    if Draft.objects.filter(account_id=account_id).count() >= MAX_DRAFTS:
        raise TooManyDrafts(f"There are {MAX_DRAFTS} drafts already; publish or delete one.")
    return Draft.objects.create(account_id=account_id, content=content, created_at=timezone.now())


@transaction.atomic
def draft_edit(*, draft_id: UUID, account_id: UUID, changes: dict[str, Any]) -> Draft:
    """Change fields of an own draft. Raises DraftNotFound."""
    draft = _own(draft_id=draft_id, account_id=account_id)
    draft.content |= changes
    draft.edited_at = timezone.now()
    draft.save(update_fields=["content", "edited_at"])
    return draft


@transaction.atomic
def draft_delete(*, draft_id: UUID, account_id: UUID) -> None:
    """Delete an own draft. Raises DraftNotFound."""
    _own(draft_id=draft_id, account_id=account_id).delete()


@transaction.atomic
def draft_publish(
    *, draft_id: UUID, account_id: UUID, username: str, read: Callable[[dict[str, Any]], dict[str, Any]]
) -> Post:
    """Make an own draft a post, and delete the draft; ``read`` returns what ``post_publish`` takes.

    Raises DraftNotFound, and whatever ``read`` and ``post_publish`` raise; then the draft stays. Emits PostPublished.
    """
    draft = _own(draft_id=draft_id, account_id=account_id)
    post = post_publish(author_id=account_id, username=username, **read(draft.content))
    draft.delete()
    return post


def _own(*, draft_id: UUID, account_id: UUID) -> Draft:
    """Return an own draft, locked until the end of the transaction. Raises DraftNotFound."""
    draft = Draft.objects.select_for_update().filter(id=draft_id, account_id=account_id).first()
    if draft is None:
        raise DraftNotFound
    return draft
