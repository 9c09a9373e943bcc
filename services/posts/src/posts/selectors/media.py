"""Reads of media."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from media.documents import PDF, TEXT, ZIP
from posts.errors import MediumNotFound
from posts.models import Medium, Post
from posts.models.medium import is_of_post_visible_to
from relations.selectors import account_is_closed

EXTENSIONS = {"": "webp", PDF: "pdf", ZIP: "zip", TEXT: "txt"}
"""Of the files in an export, by the media type."""


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


def media_of_account(*, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, dict[str, Any]]]:
    """Return what an account has uploaded for posts, for its export: keys and items in the order of the keys."""
    found = _of_account(account_id, after, limit)
    return [
        (each.id, {"id": each.id, "post_id": each.post_id, "alt": each.alt, "file": _name(each)} | _facts(each))
        for each in found
    ]


def files_of(*, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, str, str]]:
    """Return the files of those: key, name in an export, and name of the file."""
    return [(each.id, _name(each), each.stored_name()) for each in _of_account(account_id, after, limit)]


def _of_account(account_id: UUID, after: UUID | None, limit: int) -> QuerySet[Medium]:
    mine = Medium.objects.select_related("picture").filter(owner_id=account_id)
    return (mine.filter(id__gt=after) if after else mine).order_by("id")[:limit]


def _name(medium: Medium) -> str:
    return f"{medium.id}.{EXTENSIONS[medium.picture.media_type]}"


def _facts(medium: Medium) -> dict[str, Any]:
    return {"name": medium.picture.name, "bytes": medium.picture.bytes, "created_at": medium.created_at}


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
