"""Comments, as data of this service."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.posts import CommentAdded, CommentEdited
from notifications.models import Type
from notifications.services.facts import Fact
from notifications.services.mentions import Mentions


@dataclass(frozen=True, kw_only=True)
class CommentState:
    """A comment as an event describes it; ``reply_to`` and its author are those of the parent comment, if any."""

    comment_id: UUID
    post_id: UUID
    post_author_id: UUID
    author_id: UUID
    reply_to: UUID | None
    reply_to_author_id: UUID | None
    version: int
    added_at: datetime
    mentions: Mentions

    def facts(self) -> list[Fact]:
        """Return the facts for the authors of the parent and of the post.

        Who is replied to is not notified of the comment, too. The post's author is notified of a mention instead of the
        comment.
        """
        replied_id, author_id = self.reply_to_author_id, self.post_author_id
        replied = [self._fact(Type.REPLY, replied_id, self.reply_to)] if replied_id else []
        if replied_id == author_id:
            return replied
        is_mentioned = author_id in self.mentions.mentioned
        return [*replied, self._fact(Type.COMMENT, author_id, self.post_id, is_active=not is_mentioned)]

    def _fact(self, kind: Type, recipient_id: UUID, target_id: UUID | None, *, is_active: bool = True) -> Fact:
        return Fact(
            type=kind,
            subject_id=self.comment_id,
            sender_id=self.author_id,
            recipient_id=recipient_id,
            target_id=target_id or self.post_id,
            post_id=self.post_id,
            post_author_id=self.post_author_id if kind == Type.REPLY else None,
            version=self.version,
            is_active=is_active,
            occurred_at=self.added_at,
        )


def comment_of(event: CommentAdded | CommentEdited) -> CommentState:
    """Return the comment that an event describes."""
    at = event.edited_at if isinstance(event, CommentEdited) else event.added_at
    return CommentState(
        comment_id=event.comment_id,
        post_id=event.post_id,
        post_author_id=event.post_author_id,
        author_id=event.author_id,
        reply_to=event.reply_to,
        reply_to_author_id=event.reply_to_author_id,
        version=event.version,
        added_at=event.added_at or at,
        mentions=Mentions(
            target_id=event.comment_id,
            post_id=event.post_id,
            post_author_id=event.post_author_id,
            author_id=event.author_id,
            mentioned=frozenset(event.mentions) - {event.author_id, event.reply_to_author_id},
            version=event.version,
            occurred_at=at,
            is_edited=isinstance(event, CommentEdited),
        ),
    )
