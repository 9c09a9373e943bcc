"""Mentions in posts and comments: the newest known list says who is notified.

Each person mentioned is a cause. One more cause, which belongs to no notification, keeps the version of the list: also
an empty list is newer than an older one that comes late.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from notifications.models import Cause, Notification, Type
from notifications.services.causes import fact_enforce, facts_apply
from notifications.services.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Mentions:
    """Whom a post or comment mentions in one of its versions, without those who are notified of it otherwise."""

    target_id: UUID
    """The post or the comment."""
    post_id: UUID
    post_author_id: UUID
    author_id: UUID
    mentioned: frozenset[UUID]
    version: int
    occurred_at: datetime
    is_edited: bool
    """Whether there were older versions."""

    def subject_id(self, account_id: UUID) -> UUID:
        """Return an id for the mention of an account, which has none of its own: always the same one."""
        return uuid5(self.target_id, str(account_id))

    def fact(self, account_id: UUID, *, is_active: bool, occurred_at: datetime) -> Fact:
        """Return that an account is mentioned, or no longer."""
        return Fact(
            type=Type.MENTION,
            subject_id=self.subject_id(account_id),
            sender_id=self.author_id,
            recipient_id=account_id,
            target_id=self.target_id,
            post_id=self.post_id,
            post_author_id=self.post_author_id,
            version=self.version,
            is_active=is_active,
            occurred_at=occurred_at,
        )


def recipients(mentions: Mentions) -> set[UUID]:
    """Return whom a list of mentions may concern: those in it and in older ones. The caller holds the post's lock."""
    if not mentions.is_edited and not mentions.mentioned:
        return set()
    before = Notification.objects.filter(type=Type.MENTION, target_id=mentions.target_id)
    return {*mentions.mentioned, *before.values_list("recipient_id", flat=True)}


def mentions_change(mentions: Mentions) -> None:
    """Notify those whom a text mentions, and undo the mentions that are not in it any more.

    The time of a mention is that of the first version that has it, in whatever order the versions come. The caller
    holds the locks of the post and of ``recipients``.
    """
    concerned = recipients(mentions)
    if not concerned and not mentions.is_edited:
        return
    known = _causes(mentions, concerned)
    if _take_version(mentions):
        facts_apply(_changes(mentions, concerned, known))
    else:
        _begin_earlier(mentions, known)


def _causes(mentions: Mentions, account_ids: set[UUID]) -> dict[UUID, Cause]:
    subjects = {mentions.subject_id(account_id): account_id for account_id in account_ids}
    causes = Cause.objects.filter(type=Type.MENTION, sender_id=mentions.author_id, subject_id__in=subjects)
    return {subjects[cause.subject_id]: cause for cause in causes}


def _take_version(mentions: Mentions) -> bool:
    """Record the version of the list; return whether it is newer than what is known."""
    values = {"version": mentions.version, "occurred_at": mentions.occurred_at}
    key = {"type": Type.MENTION, "subject_id": mentions.target_id, "sender_id": mentions.author_id}
    kept, is_new = Cause.objects.get_or_create(**key, defaults=values)
    if is_new or kept.version >= mentions.version:
        return is_new
    Cause.objects.filter(id=kept.id).update(**values)
    return True


def _changes(mentions: Mentions, concerned: set[UUID], known: Mapping[UUID, Cause]) -> list[Fact]:
    facts = []
    for account_id in sorted(concerned):
        cause, is_mentioned = known.get(account_id), account_id in mentions.mentioned
        began = min(cause.occurred_at, mentions.occurred_at) if cause else mentions.occurred_at
        if cause is None or (cause.is_active, cause.occurred_at) != (is_mentioned, began):
            facts.append(mentions.fact(account_id, is_active=is_mentioned, occurred_at=began))
    return facts


def _begin_earlier(mentions: Mentions, known: Mapping[UUID, Cause]) -> None:
    """Let the mentions in an older list begin at its time; who is mentioned now does not change."""
    for account_id in sorted(mentions.mentioned):
        cause = known.get(account_id)
        if cause is not None and cause.occurred_at <= mentions.occurred_at:
            continue
        is_active, version = (cause.is_active, cause.version) if cause else (False, mentions.version)
        fact = mentions.fact(account_id, is_active=is_active, occurred_at=mentions.occurred_at)
        fact_enforce(replace(fact, version=version))
