"""The audit log: who did what to whom, written in the transaction of the act."""

from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import connection

from accounts.models import Act, AuditEntry
from chassis.observability.context import current_request_id

log = structlog.get_logger(source="audit")


class NotInTransaction(RuntimeError):
    """An act would be written down although it may be rolled back, or the other way round."""


def audit_write(
    act: Act,
    *,
    actor_id: UUID | None,
    subject_id: UUID,
    before: dict[str, Any],
    after: dict[str, Any],
    now: datetime,
    reason: str = "",
) -> None:
    """Write down an act in its own transaction. Raises NotInTransaction outside of one.

    ``before`` and ``after`` are what the act changed; they contain no names and no addresses. ``actor_id`` is None for
    an operator's command and for what happens by itself.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(act)
    AuditEntry.objects.create(
        act=act,
        actor_id=actor_id,
        subject_id=subject_id,
        reason=reason,
        before=before,
        after=after,
        request_id=current_request_id(),
        created_at=now,
    )
    log.info(act, actor_id=str(actor_id) if actor_id else None, subject_id=str(subject_id))
