"""An event that somebody is notified of, as data of this service."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from notifications.models import Type
from notifications.models.types import ABOUT_OTHERS


@dataclass(frozen=True, kw_only=True)
class Fact:
    """The whole state of one act (follow, like, comment, mention, login and so on), and who is notified of it."""

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

    @property
    def can_be_hidden(self) -> bool:
        """Return whether it is about a post that its recipient may not be allowed to read."""
        is_on_comment = self.type == Type.LIKE and self.target_id != self.post_id
        return (is_on_comment or self.type in ABOUT_OTHERS) and self.post_author_id != self.recipient_id


CauseKey = tuple[str, UUID, UUID]


def cause_key(fact: Fact) -> CauseKey:
    """Return what identifies the cause that a fact is about: type, subject and sender."""
    return fact.type.value, fact.subject_id, fact.sender_id


def login_fact(*, account_id: UUID, session_id: UUID, device: str, added_at: datetime, version: int) -> Fact:
    """Return what the owner of an account is notified of."""
    return fact_without_sender(
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
    return fact_without_sender(
        kind=Type.EXPORT,
        target_id=export_id,
        recipient_id=account_id,
        version=version,
        is_active=expires_at is not None,
        occurred_at=changed_at,
        detail=f"{expires_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if expires_at else "",
    )


def fact_without_sender(
    *,
    kind: Type,
    target_id: UUID,
    recipient_id: UUID,
    version: int,
    is_active: bool,
    occurred_at: datetime,
    post_id: UUID | None = None,
    detail: str = "",
) -> Fact:
    """Return a fact that nobody sends: what it is about stands for the sender."""
    return Fact(
        type=kind,
        subject_id=target_id,
        sender_id=target_id,
        recipient_id=recipient_id,
        target_id=target_id,
        post_id=post_id,
        version=version,
        is_active=is_active,
        occurred_at=occurred_at,
        detail=detail,
    )
