"""Adds a cause to its notification, or removes it; the caller holds the recipient's lock."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max, Min, QuerySet

from notifications.grouping import period_of, position_of
from notifications.models import Cause, Notification, Type
from notifications.services.facts import CauseKey, Fact, cause_key
from notifications.services.hiding import refresh
from notifications.services.new_causes import causes_begin
from personal_data.selectors import erased_among

REPEATABLE = (Type.COMMENT, Type.REPLY)
"""Types of which one sender may have several causes in one notification."""
NAMING = (Type.MENTION, Type.QUOTE)
"""Types whose causes are others' texts, which stay when the recipient's account is deleted."""


def fact_apply(fact: Fact) -> None:
    """Update the cause and its notification to the state of the fact; an older or known one changes nothing.

    Nobody is notified of their own acts.
    """
    facts_apply([fact])


def facts_apply(facts: Sequence[Fact]) -> None:
    """Do what ``fact_apply`` does for some facts, of which the newest of each cause counts."""
    newest: dict[CauseKey, Fact] = {}
    for fact in facts:
        known = newest.setdefault(cause_key(fact), fact)
        if known.version < fact.version:
            newest[cause_key(fact)] = fact
    of_others = _of_existing([fact for fact in newest.values() if fact.sender_id != fact.recipient_id])
    plain = [fact for fact in of_others if fact.is_active and fact.type not in REPEATABLE and not fact.detail]
    begun = causes_begin(plain)
    for fact in of_others:
        if cause_key(fact) not in begun:
            _take_over(fact)
    _hide([fact for fact in of_others if fact.is_active and fact.can_be_hidden])


def _of_existing(facts: Sequence[Fact]) -> list[Fact]:
    """Return the facts whose recipients were not deleted.

    Asked only where what a deleted account had does not show that an event is late: a mention, a quote.
    """
    asked = {fact.recipient_id for fact in facts if fact.is_active and fact.type in NAMING}
    erased = erased_among(asked) if asked else set()
    return [fact for fact in facts if fact.recipient_id not in erased]


def fact_enforce(fact: Fact) -> None:
    """Update the cause and its notification to the state of the fact, whatever version is known."""
    _bring(_cause_for(fact), fact)
    _hide([fact] if fact.is_active and fact.can_be_hidden else [])


def _hide(facts: Sequence[Fact]) -> None:
    """Hide the notifications of these facts whose recipients may not read the post."""
    if facts:
        names = ("recipient_id", "type", "target_id")
        columns = {f"{name}__in": {getattr(fact, name) for fact in facts} for name in names}
        refresh(Notification.objects.filter(**columns, is_deleted=False))


def _take_over(fact: Fact) -> None:
    """Bring a cause that may be known to the state of the fact, unless a newer one is known."""
    cause = _cause_for(fact)
    if cause.version < fact.version:
        _bring(cause, fact)


def _bring(cause: Cause, fact: Fact) -> None:
    cause_leave(cause)
    cause.version, cause.occurred_at = fact.version, fact.occurred_at
    if fact.is_active:
        _join(cause, _notification_for(cause, fact))
    cause.save()


def cause_leave(cause: Cause) -> None:
    """Remove a cause from its notification if it is active; a notification without senders is not shown.

    The notification is saved, the cause is not.
    """
    notification = cause.notification
    if notification is None or not cause.is_active:
        return
    others = notification.causes.filter(is_active=True).exclude(id=cause.id)
    if cause.is_latest and not _succeed(cause, others):
        notification.senders_count -= 1
    cause.is_active = cause.is_latest = False
    if notification.senders_count:
        _refresh(notification, others)
    notification.save()


def _cause_for(fact: Fact) -> Cause:
    key = {"type": fact.type, "subject_id": fact.subject_id, "sender_id": fact.sender_id}
    return Cause.objects.filter(**key).select_related("notification").first() or Cause(**key)


def _notification_for(cause: Cause, fact: Fact) -> Notification:
    """Return the notification of the fact's period; the cause's own, also if its recipient has deleted it."""
    period = period_of(target_id=fact.target_id, occurred_at=fact.occurred_at)
    if cause.notification is not None and cause.notification.period == period:
        return cause.notification
    key = {"recipient_id": fact.recipient_id, "type": fact.type, "target_id": fact.target_id, "period": period}
    found = Notification.objects.filter(**key, is_deleted=False).first()
    return found or Notification(**key, post_id=fact.post_id, post_author_id=fact.post_author_id, detail=fact.detail)


def _join(cause: Cause, notification: Notification) -> None:
    """Add a cause to a notification, which becomes unread unless the cause was read there before."""
    if cause.notification_id != notification.id:
        notification.joins += 1
        cause.notification, cause.joined = notification, notification.joins
    _widen(notification, cause.occurred_at)
    cause.is_active = True
    cause.is_latest, is_new_sender = _become_latest(cause, notification)
    notification.senders_count += is_new_sender
    notification.is_read = cause.joined <= notification.read_through and (
        notification.is_read or notification.senders_count == 1
    )
    notification.save()


def _become_latest(cause: Cause, notification: Notification) -> tuple[bool, bool]:
    """Return whether the cause is its sender's latest in the notification, and whether it is the sender's only one."""
    if cause.type not in REPEATABLE:
        return True, True
    others = notification.causes.exclude(id=cause.id)  # which is not stored yet if it has just left
    latest = others.filter(sender_id=cause.sender_id, is_latest=True).first()
    if latest is None:
        return True, True
    if (latest.occurred_at, latest.subject_id) > (cause.occurred_at, cause.subject_id):
        return False, False
    Cause.objects.filter(id=latest.id).update(is_latest=False)
    return True, False


def _succeed(cause: Cause, others: QuerySet[Cause]) -> bool:
    """Make the sender's next active cause the latest one; return whether there is one."""
    if cause.type not in REPEATABLE:
        return False
    successor = others.filter(sender_id=cause.sender_id).order_by("-occurred_at", "-subject_id").first()
    if successor is None:
        return False
    Cause.objects.filter(id=cause.id).update(is_latest=False)
    return Cause.objects.filter(id=successor.id).update(is_latest=True) == 1


def _widen(notification: Notification, occurred_at: datetime) -> None:
    """Extend the times of a notification to one more cause."""
    is_empty = notification.senders_count == 0
    notification.created_at = occurred_at if is_empty else min(notification.created_at, occurred_at)
    notification.updated_at = occurred_at if is_empty else max(notification.updated_at, occurred_at)
    notification.position = position_of(notification_id=notification.id, occurred_at=notification.updated_at)


def _refresh(notification: Notification, causes: QuerySet[Cause]) -> None:
    """Compute times and read state from the causes that are left."""
    times = causes.aggregate(first=Min("occurred_at"), last=Max("occurred_at"))
    notification.created_at, notification.updated_at = times["first"], times["last"]
    notification.position = position_of(notification_id=notification.id, occurred_at=notification.updated_at)
    if not notification.is_read:
        notification.is_read = not causes.filter(joined__gt=notification.read_through).exists()
