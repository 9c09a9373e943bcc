"""Posts and what people do with them, as data of this service."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.posts import CommentLikeChanged, LikeChanged, PostEdited, PostPublished, ShareChanged
from notifications.models import Type
from notifications.services.facts import Fact, fact_without_sender
from notifications.services.mentions import Mentions


@dataclass(frozen=True, kw_only=True)
class PostState:
    """A post as an event describes it; ``facts`` are what its publication notifies of."""

    post_id: UUID
    author_id: UUID
    visibility: str
    group_id: UUID | None
    quote_of: UUID | None
    version: int
    mentions: Mentions
    facts: tuple[Fact, ...] = ()

    @classmethod
    def published(cls, event: PostPublished) -> "PostState":
        """Return the state of a new post."""
        facts = (*_quote_facts(event), *_scheduled_facts(event))
        return cls._of(event, at=event.published_at, is_edited=False, facts=facts)

    @classmethod
    def edited(cls, event: PostEdited) -> "PostState":
        """Return the state of a post that was edited."""
        return cls._of(event, at=event.edited_at, is_edited=True)

    @classmethod
    def _of(
        cls, event: PostPublished | PostEdited, *, at: datetime, is_edited: bool, facts: tuple[Fact, ...] = ()
    ) -> "PostState":
        return cls(
            post_id=event.post_id,
            author_id=event.author_id,
            visibility=event.visibility,
            group_id=event.group_id,
            quote_of=event.quote_of,
            version=event.version,
            mentions=Mentions(
                target_id=event.post_id,
                post_id=event.post_id,
                post_author_id=event.author_id,
                author_id=event.author_id,
                mentioned=frozenset(event.mentions) - {event.author_id, event.quoted_author_id},
                version=event.version,
                occurred_at=at,
                is_edited=is_edited,
            ),
            facts=facts,
        )


def _quote_facts(event: PostPublished) -> list[Fact]:
    """Return what the author of the quoted post is notified of; the quote is the target."""
    if event.quoted_author_id is None:
        return []
    return [
        Fact(
            type=Type.QUOTE,
            subject_id=event.post_id,
            sender_id=event.author_id,
            recipient_id=event.quoted_author_id,
            target_id=event.post_id,
            post_id=event.post_id,
            post_author_id=event.author_id,
            version=event.version,
            is_active=True,
            occurred_at=event.published_at,
        )
    ]


def _scheduled_facts(event: PostPublished) -> list[Fact]:
    if not event.is_scheduled:
        return []
    return [
        fact_without_sender(
            kind=Type.SCHEDULED_PUBLISHED,
            target_id=event.post_id,
            post_id=event.post_id,
            recipient_id=event.author_id,
            version=event.version,
            is_active=True,
            occurred_at=event.published_at,
        )
    ]


def like_fact(event: LikeChanged) -> Fact:
    """Return what a post's author is notified of."""
    return _reaction(Type.LIKE, event, sender_id=event.liker_id, target_id=event.post_id)


def comment_like_fact(event: CommentLikeChanged) -> Fact:
    """Return what a comment's author is notified of."""
    return _reaction(Type.LIKE, event, sender_id=event.liker_id, target_id=event.comment_id)


def share_fact(event: ShareChanged) -> Fact:
    """Return what a post's author is notified of."""
    return _reaction(Type.SHARE, event, sender_id=event.sharer_id, target_id=event.post_id)


def _reaction(
    kind: Type, event: LikeChanged | CommentLikeChanged | ShareChanged, *, sender_id: UUID, target_id: UUID
) -> Fact:
    return Fact(
        type=kind,
        subject_id=target_id,
        sender_id=sender_id,
        recipient_id=event.author_id,
        target_id=target_id,
        post_id=event.post_id,
        version=event.version,
        is_active=event.state == "on",
        occurred_at=event.changed_at,
    )
