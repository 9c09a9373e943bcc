"""Keeping the local copy of who follows whom, and moving the follower's timeline with it."""

from uuid import UUID

from django.db import transaction

from chassis.events.inbox import is_quiet
from chassis.events.projections import apply_if_newer
from posts.models import Follow
from posts.models.audience import ACTIVE
from posts.services.authors import author_lock
from posts.services.timelines import timeline_merge, timeline_withdraw


@transaction.atomic(savepoint=False)
def follow_apply(*, follower_id: UUID, followee_id: UUID, state: str, version: int) -> None:
    """Take over the state of an edge unless a newer one is known; from then on it decides what the follower may read.

    The follower's timeline moves with it. A rebuild leaves timelines alone: ``forget_timelines`` comes after it.
    """
    author = author_lock(followee_id)
    key = {"follower_id": follower_id, "followee_id": followee_id}
    is_newer, before = apply_if_newer(
        Follow, key=key, version=version, values={"state": state, "is_pulled": author.is_pulled}
    )
    if not is_newer:
        return
    is_active, was_active = state == ACTIVE, before is not None and before["state"] == ACTIVE
    if is_active == was_active or is_quiet():
        return
    if is_active:
        timeline_merge(account_id=follower_id, author_id=followee_id)
    else:
        timeline_withdraw(account_id=follower_id, author_id=followee_id)
