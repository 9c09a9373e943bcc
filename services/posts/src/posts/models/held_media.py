"""Which media belong to no post yet and are kept, because a scheduled post or a draft of their owner has them."""

from uuid import UUID

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, TextField
from django.db.models.functions import Cast

from posts.models.draft import Draft
from posts.models.scheduled_post import UNPUBLISHED, ScheduledPost


def is_held() -> Q:
    """Return the condition; it reads the few rows of the owner."""
    name = Cast(OuterRef("id"), TextField())
    has_it = Func(F("content__media"), name, function="jsonb_exists", output_field=BooleanField())
    scheduled = ScheduledPost.objects.filter(has_it, author_id=OuterRef("owner_id"), state__in=UNPUBLISHED)
    return Q(Exists(scheduled)) | Q(Exists(Draft.objects.filter(has_it, account_id=OuterRef("owner_id"))))


def held_by(owner_id: UUID) -> set[UUID]:
    """Return the ids of all media that scheduled posts and drafts of an account have; two queries."""
    scheduled = ScheduledPost.objects.filter(author_id=owner_id, state__in=UNPUBLISHED)
    drafts = Draft.objects.filter(account_id=owner_id)
    lists = [media for rows in (scheduled, drafts) for media in rows.values_list("content__media", flat=True)]
    return {UUID(each) for media in lists for each in media or ()}
