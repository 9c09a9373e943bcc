"""Reads of drafts, which only their author sees."""

from uuid import UUID

from chassis.http.paging import Page, PageQuery, paginate
from posts.errors import DraftNotFound
from posts.models import Draft


def draft_get(*, draft_id: UUID, account_id: UUID) -> Draft:
    """Return an account's own draft. Raises DraftNotFound."""
    draft = Draft.objects.filter(id=draft_id, account_id=account_id).first()
    if draft is None:
        raise DraftNotFound
    return draft


def draft_list(*, account_id: UUID, query: PageQuery) -> Page[Draft]:
    """Return an account's drafts, the newest first."""
    return paginate(Draft.objects.filter(account_id=account_id), query)
