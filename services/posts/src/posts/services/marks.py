"""Setting marks and taking them back; the counts beside what is marked change with them."""

from typing import TypeVar
from uuid import UUID

from django.db import models
from django.db.models import F
from django.utils import timezone

from chassis.ids import uuid7
from posts.models.mark import OFF, ON, Mark

Kind = TypeVar("Kind", bound=Mark)


def mark_set(kind: type[Kind], *, marked: models.Model, account_id: UUID) -> Kind | None:
    """Set an account's mark on a post or comment that it may read; return it if it was not set. Needs a transaction.

    Raises the kind's ``missing`` when what is marked was deleted.
    """
    row = {kind.object_field: marked, kind.account_field: account_id}
    kind._default_manager.bulk_create([kind(**row, changed_at=timezone.now())], ignore_conflicts=True)
    return mark_switch(kind, marked=marked, account_id=account_id, state=ON)


def mark_unset(kind: type[Kind], *, marked: models.Model, account_id: UUID) -> Kind | None:
    """Take an account's mark back; return it if it was set. Needs a transaction. Raises like ``mark_set``."""
    return mark_switch(kind, marked=marked, account_id=account_id, state=OFF)


def mark_switch(kind: type[Kind], *, marked: models.Model, account_id: UUID, state: str) -> Kind | None:
    """Set an existing mark to a state and change the count; return it if it had another state."""
    own = {kind.object_field: marked, kind.account_field: account_id}
    mark = kind._default_manager.filter(**own).exclude(state=state).select_for_update().first()
    if mark is None:
        return None
    mark.state, mark.changed_at = state, timezone.now()
    mark.version += 1
    if state == ON:
        mark.place = uuid7()
    mark.save(update_fields=["state", "changed_at", "version", "place"])
    step = 1 if state == ON else -1
    living = type(marked)._default_manager.filter(id=marked.pk, deleted_at=None)
    if not living.update(**{kind.count_field: F(kind.count_field) + step}):
        raise kind.missing  # it was deleted since it was looked up
    setattr(mark, kind.object_field, marked)
    return mark
