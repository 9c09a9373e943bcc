"""Quoting posts."""

from typing import Any
from uuid import UUID

from posts.errors import PostNotFound, QuotedNotFound, QuotesTooDeep
from posts.models.post import MAX_QUOTED
from posts.selectors.shares import post_shareable


def quoted_fields(*, post_id: UUID, author_id: UUID) -> dict[str, Any]:
    """Return the fields of a new post that quotes another one.

    Raises QuotedNotFound when its author may not read that one, PostNotShareable, and QuotesTooDeep.
    """
    try:
        quoted = post_shareable(post_id=post_id, account_id=author_id)
    except PostNotFound:
        raise QuotedNotFound from None
    ids = [quoted.id, *(quoted.quoted_ids or [])]
    if len(ids) > MAX_QUOTED:
        raise QuotesTooDeep(f"Quotes of quotes are at most {MAX_QUOTED} deep.")
    return {"quote_of": quoted, "quoted_ids": ids}
