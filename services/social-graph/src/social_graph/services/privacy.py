"""What follows from an account that becomes public: the requests that wait are accepted."""

from uuid import UUID

from django.db import transaction

from chassis.jobs import State as Progress
from chassis.jobs import enqueue, job
from relations.kinds import OPEN
from social_graph.models import Outcome, State
from social_graph.services.follows import follows_change_some, is_private_locked

ACCEPT = "social_graph.accept_waiting"


@transaction.atomic(savepoint=False)
def privacy_apply(*, account_id: UUID, state: str) -> None:
    """Enqueue accepting the requests that wait for an account that is public now; ``relations`` keeps the state."""
    if state == OPEN:
        enqueue(ACCEPT, key=account_id)


@job(ACCEPT)
def waiting_accept(key: str, progress: Progress) -> Progress | None:
    """Accept the next requests to an account, the oldest first, unless it is private again.

    Its privacy is locked, so that a request that was made while it was private is committed before the last step looks.
    Emits FollowChanged for each.
    """
    account_id = UUID(key)
    if is_private_locked(account_id):
        return None
    is_more = follows_change_some(
        account_id=account_id,
        end="followee_id",
        present=State.REQUESTED,
        state=State.ACTIVE,
        outcome=Outcome.ACCEPTED,
    )
    return {} if is_more else None
