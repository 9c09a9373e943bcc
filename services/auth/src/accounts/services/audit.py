"""The audit log: who did what to whom, written in the transaction of the act."""

from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import connection

from accounts.models import Act, AuditEntry
from chassis.observability.context import current_request_id

log = structlog.get_logger(source="audit")


REASONS_AT_ONCE = 100
ERASE_REASONS = """
    UPDATE audit_entry SET reason = '', before = before - 'reason', after = after - 'reason'
    WHERE id IN (
        SELECT id FROM audit_entry
        WHERE subject_id = %s AND (reason <> '' OR before ? 'reason' OR after ? 'reason') ORDER BY id LIMIT %s
    )
"""


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


def audit_reasons_erase(*, subject_id: UUID) -> bool:
    """Erase some of the reasons of acts on an erased account; the acts stay. Return whether there may be more.

    The database refuses it for an account without an erasure.
    """
    with connection.cursor() as cursor:
        cursor.execute(ERASE_REASONS, [subject_id, REASONS_AT_ONCE])
        return bool(cursor.rowcount == REASONS_AT_ONCE)
