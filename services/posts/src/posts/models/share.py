"""Shares (reposts): an account shows a post to those who follow it, as far as they may read the post."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q, UUIDField, Value

from posts.models.mark import OFF, ON, PostMark
from relations.audience import FOLLOWS, FRIENDS, MAY_SEE_ACCOUNT, MUTES, Condition

SHARES_TO = f"(({FOLLOWS} OR {FRIENDS}) AND NOT {MUTES} AND {MAY_SEE_ACCOUNT})"
"""Whether what the author shares belongs in the viewer's feed."""


class Share(PostMark):
    """The state of one share of a post."""

    sharer_id = models.UUIDField()
    """An account's id; the auth service owns it."""

    account_field, count_field = "sharer_id", "shares_count"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "sharer_id"], name="one_share_per_account"),
            models.CheckConstraint(condition=Q(state__in=[ON, OFF]), name="share_state_is_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["post", "place"], name="shares_of_post", condition=Q(state=ON)),
            models.Index(fields=["sharer_id", "place"], name="shares_of_sharer", condition=Q(state=ON)),
        ]


def shares_to(account_id: UUID) -> Condition:
    """Return the condition that a share belongs in an account's feed, as far as it may read the post."""
    return Condition(SHARES_TO, viewer=Value(account_id, UUIDField()), author=F("sharer_id"))


def may_be_shared_to(account_id: UUID) -> Q:
    """Return the condition that an account is shown a post when others share it, as far as it may read the post.

    These are neither its own nor those of whom it mutes.
    """
    mutes = Condition(MUTES, viewer=Value(account_id, UUIDField()), author=F("author_id"))
    return ~Q(author_id=account_id) & ~Q(mutes)
