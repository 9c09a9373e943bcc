"""The pictures of suspended and deleted accounts cannot be fetched (ADR 126)."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from chassis.jobs import State, enqueue, job
from media.selectors import owners_of_hidden_pictures
from media.services import pictures_hide, pictures_show
from profiles.models import Profile
from relations.selectors import account_is_closed

RECHECK = "profiles.hide_or_show_pictures"
AT_ONCE = 100
"""How many jobs one transaction enqueues."""


def pictures_recheck(*, account_ids: Sequence[UUID]) -> None:
    """Let the worker hide or show the pictures of these accounts, by the states that they have after the commit."""
    for account_id in sorted(account_ids):
        enqueue(RECHECK, key=account_id)


def pictures_recheck_all() -> None:
    """Let the worker look at every account whose pictures are hidden: its state may have been deleted."""
    owners = owners_of_hidden_pictures()
    for start in range(0, len(owners), AT_ONCE):
        with transaction.atomic():
            pictures_recheck(account_ids=owners[start : start + AT_ONCE])


@job(RECHECK)
def pictures_hide_or_show(key: str, state: State) -> State | None:
    """Hide the pictures of a suspended or deleted account, or show those of an active one (ADR 126)."""
    account_id = UUID(key)
    # A change of the profile that is under way is waited for; one that begins later sees the account's state.
    Profile.objects.select_for_update().filter(id=account_id).first()
    if account_is_closed(account_id=account_id):
        return {} if pictures_hide(owner_id=account_id) else None
    pictures_show(owner_id=account_id)
    return None
