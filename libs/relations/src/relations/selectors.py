"""Reads of the copies of relations."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from relations.audience import MAY_SEE_ITEM
from relations.kinds import CLOSED, StateKind
from relations.models import AccountState

CONDITION = MAY_SEE_ITEM.format(viewer="%(viewer)s", author="%(author)s", visibility="asked")
READABLE = f"SELECT asked FROM unnest(%(among)s::text[]) AS asked WHERE {CONDITION}"  # noqa: S608 - a constant


def readable_visibilities(*, viewer_id: UUID, author_id: UUID, among: Sequence[str]) -> tuple[str, ...]:
    """Return which visibilities of an author's items include the viewer, in the given order; one query."""
    with connection.cursor() as cursor:
        cursor.execute(READABLE, {"viewer": viewer_id, "author": author_id, "among": list(among)})
        found = {visibility for (visibility,) in cursor.fetchall()}
    return tuple(visibility for visibility in among if visibility in found)


def account_is_closed(*, account_id: UUID) -> bool:
    """Return whether an account is suspended or deleted, as far as this service knows."""
    return AccountState.objects.filter(account_id=account_id, kind=StateKind.ACCOUNT, state__in=CLOSED).exists()
