"""Invitations to groups, and requests to join them: what is shown follows from what accounts are to a group now.

The invited account is notified. Each moderator is notified of each request that waits, whether the role or the request
came first. Some are notified at once, the others by jobs. A lock of the group serialises its changes.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from chassis.jobs import State, enqueue, job
from contracts.social_graph import MembershipChanged
from notifications.models import Cause, JoinRequest, Notification, Removal, Type
from notifications.models.groups import membership_id, moderators
from notifications.services.causes import facts_apply
from notifications.services.facts import Fact
from notifications.services.locks import lock_in_order
from notifications.services.relation_facts import invitation_fact, request_end_fact, request_fact
from relations.kinds import ACTIVE, INVITED, MODERATORS, REQUESTED
from relations.models import Membership

BY_REQUEST = "notifications.request_to_join"
BY_MODERATOR = "notifications.requests_for_moderator"
BATCH = 100
"""How many moderators are notified of a request, or a moderator of how many requests, in one transaction."""
Step = tuple[list[Fact], State | None]
"""What to apply now, and where a job continues with the rest; None when that is all."""


@transaction.atomic(savepoint=False)
def membership_change(event: MembershipChanged) -> None:
    """Notify of an invitation or a request to join, or undo that; a new moderator, of the requests that wait.

    ``relations`` has stored the state before. An older state than the stored one changes nothing.
    """
    lock_in_order(object_id=event.group_id)
    of_account = Membership.objects.filter(group_id=event.group_id, account_id=event.account_id)
    if of_account.filter(version__gt=event.version).exists():
        return
    _request_store(event)
    of_request, other_moderators = _request_step(event.group_id, event.account_id, after=None)
    of_moderator, other_requests = _moderator_step(event.group_id, event.account_id, after=None)
    _apply([*_invitation(event), *of_request, *of_moderator], among=[event.account_id])
    _role_change(event)
    _enqueue_rest(BY_REQUEST, event, other_moderators)
    _enqueue_rest(BY_MODERATOR, event, other_requests)


@transaction.atomic(savepoint=False)
def group_remove(*, group_id: UUID) -> None:
    """Show no notifications about a deleted group any more; the events of its members remove their causes."""
    Removal.objects.bulk_create([Removal(object_id=group_id)], ignore_conflicts=True)


def _invitation(event: MembershipChanged) -> list[Fact]:
    subject_id = membership_id(group_id=event.group_id, account_id=event.account_id)
    invited = Cause.objects.filter(type=Type.GROUP_INVITATION, subject_id=subject_id, is_active=True)
    inviter = event.invited_by if event.state == INVITED else None
    senders = {*invited.values_list("sender_id", flat=True)} | ({inviter} if inviter else set())
    return [invitation_fact(event, sender_id=each, is_active=each == inviter) for each in sorted(senders)]


def _request_store(event: MembershipChanged) -> None:
    key: dict[str, Any] = {"group_id": event.group_id, "account_id": event.account_id}
    if event.state == REQUESTED:
        values = {"version": event.version, "requested_at": event.changed_at}
        JoinRequest.objects.update_or_create(**key, defaults=values)
    else:
        JoinRequest.objects.filter(**key).delete()


def _role_change(event: MembershipChanged) -> None:
    """Show an account the notifications of requests to join the group if it is a moderator, and hide them otherwise."""
    is_hidden = event.state != ACTIVE or event.role not in MODERATORS
    of_group = {"recipient_id": event.account_id, "type": Type.GROUP_REQUEST, "target_id": event.group_id}
    of_group["is_deleted"] = False  # as in the index; deleted ones are not shown anyway
    Notification.objects.filter(**of_group, is_hidden=not is_hidden).update(is_hidden=is_hidden)


def _enqueue_rest(kind: str, event: MembershipChanged, state: State | None) -> None:
    if state is not None:
        enqueue(kind, key=f"{event.group_id} {event.account_id}", state=state)


@job(BY_REQUEST)
def request_job(key: str, state: State) -> State | None:
    """Notify the next moderators of a request; if it does not wait any more, remove it from the next notifications."""
    return _continue(_request_step, key, state)


@job(BY_MODERATOR)
def moderator_job(key: str, state: State) -> State | None:
    """Notify a moderator of the next requests that wait."""
    return _continue(_moderator_step, key, state)


def _continue(step: Callable[..., Step], key: str, state: State) -> State | None:
    """Apply the next step of a job; return where the job continues, None at its end."""
    group_id, account_id = map(UUID, key.split())
    lock_in_order(object_id=group_id)
    facts, rest = step(group_id, account_id, after=state.get("after"))
    _apply(facts)
    return rest


def _request_step(group_id: UUID, account_id: UUID, *, after: str | None) -> Step:
    request = JoinRequest.objects.filter(group_id=group_id, account_id=account_id).first()
    if request is None:
        return _request_end(group_id, account_id)
    ahead = moderators(group_id).filter(account_id__gt=after) if after else moderators(group_id)
    recipients = list(ahead.order_by("account_id").values_list("account_id", flat=True)[:BATCH])
    return [request_fact(request, recipient_id=each) for each in recipients], _after(recipients)


def _moderator_step(group_id: UUID, account_id: UUID, *, after: str | None) -> Step:
    if not moderators(group_id).filter(account_id=account_id).exists():
        return [], None
    waiting = JoinRequest.objects.filter(group_id=group_id)
    ahead = waiting.filter(account_id__gt=after) if after else waiting
    requests = list(ahead.order_by("account_id")[:BATCH])
    facts = [request_fact(each, recipient_id=account_id) for each in requests]
    return facts, _after([each.account_id for each in requests])


def _request_end(group_id: UUID, account_id: UUID) -> Step:
    """Return how a request that does not wait any more is removed from the next notifications."""
    of_group = {"notification__type": Type.GROUP_REQUEST, "notification__target_id": group_id}
    causes = Cause.objects.filter(type=Type.GROUP_REQUEST, sender_id=account_id, is_active=True, **of_group)
    some = list(causes.select_related("notification").order_by("id")[:BATCH])
    return [request_end_fact(each) for each in some], {} if len(some) == BATCH else None


def _after(account_ids: Sequence[UUID]) -> State | None:
    return {"after": str(account_ids[-1])} if len(account_ids) == BATCH else None


def _apply(facts: Sequence[Fact], *, among: Sequence[UUID] = ()) -> None:
    lock_in_order(recipient_ids=[*among, *(fact.recipient_id for fact in facts)])
    facts_apply(facts)
