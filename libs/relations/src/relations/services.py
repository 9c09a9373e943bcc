"""Every change of the copies of relations."""

from uuid import UUID

from django.db import transaction

from chassis.events.projections import apply_if_newer
from relations.changes import TieChange, announce, lock_for
from relations.kinds import Kind
from relations.models import Tie


@transaction.atomic(savepoint=False)
def tie_apply(*, kind: Kind, source_id: UUID, target_id: UUID, state: str, version: int) -> None:
    """Take over the state of a tie unless a newer one is known; what services registered for it takes effect, too."""
    lock_for(kind, source_id, target_id)
    key = {"kind": kind.value, "source_id": source_id, "target_id": target_id}
    is_newer, before = apply_if_newer(Tie, key=key, version=version, values={"state": state})
    if not is_newer:
        return
    announce(
        TieChange(
            kind=kind, source_id=source_id, target_id=target_id, before=before["state"] if before else None, after=state
        )
    )
