"""Answering requests: who may, and what an answer makes of a request; to follow, and to be friends."""

from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from chassis.events.outbox import emit
from chassis.ids import uuid7
from social_graph.errors import RequestAnswered, RequestNotFound, RequestNotYours
from social_graph.events import follow_changed
from social_graph.models import Follow, Outcome, State
from social_graph.selectors.requests import follow_request_get
from social_graph.services.locks import pair_lock


class Action(StrEnum):
    """An answer to a request."""

    ACCEPT = "accept"
    REJECT = "reject"
    CANCEL = "cancel"


OUTCOMES = {Action.ACCEPT: Outcome.ACCEPTED, Action.REJECT: Outcome.REJECTED, Action.CANCEL: Outcome.CANCELLED}


def is_new_answer(action: Action, *, outcome: str, actor_id: UUID, sender_id: UUID) -> bool:
    """Return whether an answer changes a request; one that is repeated does not.

    Raises RequestNotYours for the answer of the other one, and RequestAnswered for another answer than the first.
    """
    if (action is Action.CANCEL) != (actor_id == sender_id):
        raise RequestNotYours("The sender of a request cancels it, the recipient accepts or rejects it.")
    if outcome and outcome != OUTCOMES[action]:
        raise RequestAnswered(f"This request is {outcome}.")
    return not outcome


def withdrawal_of(*, outcome: str, actor_id: UUID, sender_id: UUID) -> Action:
    """Return what deleting a request means: its sender cancels it, its recipient rejects it.

    Raises RequestNotFound when it does not wait any more.
    """
    if outcome:
        raise RequestNotFound
    return Action.CANCEL if actor_id == sender_id else Action.REJECT


@transaction.atomic
def follow_request_answer(*, request_id: UUID, actor_id: UUID, action: Action | None) -> Follow:
    """Accept, reject or cancel a request to follow, and return its edge; None withdraws it for either of the two.

    Raises RequestNotFound for others' requests and those of hidden accounts, RequestNotYours and RequestAnswered.
    Emits FollowChanged the first time.
    """
    found = follow_request_get(request_id=request_id, viewer_id=actor_id)
    pair_lock(found.follower_id, found.followee_id)
    edge = Follow.objects.select_for_update().get(id=found.id)
    if edge.request_id != request_id:
        raise RequestNotFound
    action = action or withdrawal_of(outcome=edge.outcome, actor_id=actor_id, sender_id=edge.follower_id)
    if is_new_answer(action, outcome=edge.outcome, actor_id=actor_id, sender_id=edge.follower_id):
        _answer(edge, action)
        emit(follow_changed(edge))
    return edge


def _answer(edge: Follow, action: Action) -> None:
    edge.state = State.ACTIVE if action is Action.ACCEPT else State.NONE
    edge.outcome = OUTCOMES[action]
    edge.position = uuid7()
    edge.version += 1
    Follow.objects.filter(id=edge.id).update(
        state=edge.state, outcome=edge.outcome, position=edge.position, version=edge.version, changed_at=Now()
    )
    edge.refresh_from_db(fields=["changed_at"])
