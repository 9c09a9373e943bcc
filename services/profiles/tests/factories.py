"""Rows and events that the tests start from."""

from datetime import UTC, datetime
from uuid import UUID

import factory

from chassis.ids import uuid7
from contracts.accounts import AccountRegistered
from contracts.posts import PostDeleted, PostEdited, PostPublished
from contracts.social_graph import FollowChanged
from profiles.models import Profile

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


class ProfileFactory(factory.django.DjangoModelFactory):
    """A profile as its registration left it."""

    class Meta:
        model = Profile

    id = factory.LazyFunction(uuid7)
    username = factory.Sequence(lambda n: f"person_{n}")
    bio = ""
    joined_at = NOON


def registered(account_id: UUID, username: str = "ada", bio: str = "") -> AccountRegistered:
    """Return the event of a registration."""
    return AccountRegistered(account_id=account_id, username=username, bio=bio, registered_at=NOON, version=1)


def follow_changed(follower_id: UUID, followee_id: UUID, state: str = "active", version: int = 1) -> FollowChanged:
    """Return the event of a changed edge."""
    return FollowChanged(
        follower_id=follower_id, followee_id=followee_id, state=state, changed_at=NOON, version=version
    )


def post_published(author_id: UUID, post_id: UUID, visibility: str = "public", version: int = 1) -> PostPublished:
    """Return the event of a new post."""
    return PostPublished(
        post_id=post_id, author_id=author_id, visibility=visibility, published_at=NOON, version=version
    )


def post_edited(author_id: UUID, post_id: UUID, visibility: str = "public", version: int = 2) -> PostEdited:
    """Return the event of an edited post."""
    return PostEdited(post_id=post_id, author_id=author_id, visibility=visibility, edited_at=NOON, version=version)


def post_deleted(author_id: UUID, post_id: UUID, version: int = 3) -> PostDeleted:
    """Return the event of a deleted post."""
    return PostDeleted(post_id=post_id, author_id=author_id, deleted_at=NOON, version=version)
