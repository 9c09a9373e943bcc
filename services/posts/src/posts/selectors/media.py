"""Reads of media."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from posts.errors import MediumNotFound
from posts.models import Medium, Post
from posts.models.medium import is_of_post_visible_to
from relations.selectors import account_is_closed


@dataclass(frozen=True)
class Readable:
    """A medium that a viewer may fetch, and whether everybody may."""

    medium: Medium
    is_public: bool


def medium_get(*, medium_id: UUID, owner_id: UUID) -> Medium:
    """Return the account's own medium. Raises MediumNotFound."""
    medium = Medium.objects.select_related("picture").filter(id=medium_id, owner_id=owner_id).first()
    if medium is None:
        raise MediumNotFound
    return medium


def medium_readable(*, medium_id: UUID, viewer_id: UUID | None) -> Readable:
    """Return a medium whose files a viewer may fetch now. Raises MediumNotFound."""
    visible: Any = Medium.objects.visible_to(viewer_id).filter(id=medium_id).select_related("picture")
    medium = visible.annotate(is_public=is_of_post_visible_to(None)).first()
    if medium is None or (viewer_id and account_is_closed(account_id=viewer_id)):
        raise MediumNotFound
    return Readable(medium, medium.is_public)


def media_look_up(posts: Sequence[Post]) -> None:
    """Set ``media`` of posts, in one query, or none if no post has any."""
    found = media_of(post.id for post in posts if post.media_count)
    for post in posts:
        post.media = found.get(post.id, ())


def media_of(post_ids: Iterable[UUID]) -> dict[UUID, list[Medium]]:
    """Return the media of each post in their order."""
    ids = list(post_ids)
    found: dict[UUID, list[Medium]] = defaultdict(list)
    if ids:
        media = Medium.objects.filter(post_id__in=ids).select_related("picture").order_by("post_id", "position")
        for medium in media:
            assert medium.post_id is not None
            found[medium.post_id].append(medium)
    return found
