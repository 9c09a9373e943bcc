"""An event that somebody is notified of, as data of this service."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from notifications.models import Type


@dataclass(frozen=True, kw_only=True)
class Fact:
    """The whole state of one follow, request, like, comment, login or export, and who is notified of it."""

    type: Type
    subject_id: UUID
    sender_id: UUID
    recipient_id: UUID
    target_id: UUID
    post_id: UUID | None
    post_author_id: UUID | None = None
    version: int
    is_active: bool
    occurred_at: datetime
    detail: str = ""


CauseKey = tuple[str, UUID, UUID]


def cause_key(fact: Fact) -> CauseKey:
    """Return what identifies the cause that a fact is about: type, subject and sender."""
    return fact.type.value, fact.subject_id, fact.sender_id


def login_fact(*, account_id: UUID, session_id: UUID, device: str, added_at: datetime, version: int) -> Fact:
    """Return what the owner of an account is notified of."""
    return _without_sender(
        kind=Type.LOGIN,
        target_id=session_id,
        recipient_id=account_id,
        version=version,
        is_active=True,
        occurred_at=added_at,
        detail=device,
    )


def export_fact(
    *, account_id: UUID, export_id: UUID, expires_at: datetime | None, changed_at: datetime, version: int
) -> Fact:
    """Return what the owner of an account is notified of; ``expires_at`` is None while nothing can be fetched."""
    return _without_sender(
        kind=Type.EXPORT,
        target_id=export_id,
        recipient_id=account_id,
        version=version,
        is_active=expires_at is not None,
        occurred_at=changed_at,
        detail=f"{expires_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if expires_at else "",
    )


def _without_sender(
    *,
    kind: Type,
    target_id: UUID,
    recipient_id: UUID,
    version: int,
    is_active: bool,
    occurred_at: datetime,
    detail: str,
) -> Fact:
    """Return a fact that nobody sends: what it is about stands for the sender."""
    return Fact(
        type=kind,
        subject_id=target_id,
        sender_id=target_id,
        recipient_id=recipient_id,
        target_id=target_id,
        post_id=None,
        version=version,
        is_active=is_active,
        occurred_at=occurred_at,
        detail=detail,
    )


@dataclass(frozen=True, kw_only=True)
class Comment:
    """A comment that was added; ``reply_to`` and its author are those of the parent comment, if it has one."""

    comment_id: UUID
    post_id: UUID
    post_author_id: UUID
    author_id: UUID
    reply_to: UUID | None
    reply_to_author_id: UUID | None
    version: int
    added_at: datetime

    def facts(self) -> list[Fact]:
        """Return the facts for the authors of the parent and of the post; only the reply, if they are the same."""
        replied = [self._fact(Type.REPLY, self.reply_to_author_id, self.reply_to)] if self.reply_to_author_id else []
        if self.reply_to_author_id == self.post_author_id:
            return replied
        return [*replied, self._fact(Type.COMMENT, self.post_author_id, self.post_id)]

    def _fact(self, kind: Type, recipient_id: UUID, target_id: UUID | None) -> Fact:
        return Fact(
            type=kind,
            subject_id=self.comment_id,
            sender_id=self.author_id,
            recipient_id=recipient_id,
            target_id=target_id or self.post_id,
            post_id=self.post_id,
            post_author_id=self.post_author_id,
            version=self.version,
            is_active=True,
            occurred_at=self.added_at,
        )
