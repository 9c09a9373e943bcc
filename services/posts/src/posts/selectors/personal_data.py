"""What an account has here, for its export: page by page, in the order of the keys."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from media.documents import PDF, TEXT, ZIP
from posts.models import Bookmark, Comment, CommentLike, Draft, Like, Medium, Post, Revision, ScheduledPost, Share
from posts.models.mark import ON, Mark
from posts.models.revision import WORDS
from posts.models.scheduled_post import UNPUBLISHED

Rows = list[tuple[UUID, dict[str, Any]]]

POST_FIELDS = (
    *("id", "title", "text", "content_warning", "language", "visibility", "reply_policy", "group_id"),
    *("hashtags", "mentions", "quote_of_id"),
    *("likes_count", "comments_count", "shares_count", "created_at", "edited_at"),
)
SCHEDULED_FIELDS = ("place", "content", "publish_at", "state", "failure", "created_at", "edited_at")
COMMENT_FIELDS = (
    *("id", "post_id", "reply_to_id", "text", "mentions"),
    *("likes_count", "replies_count", "created_at", "edited_at"),
)

EXTENSIONS = {"": "webp", PDF: "pdf", ZIP: "zip", TEXT: "txt"}
"""Of the files in an export, by the media type."""


def posts_of(*, account_id: UUID, after: UUID | None, limit: int) -> Rows:
    """Return the posts that an account has written and not deleted."""
    return _page(Post.objects.filter(author_id=account_id, deleted_at=None).values(*POST_FIELDS), "id", after, limit)


def revisions_of(*, account_id: UUID, after: UUID | None, limit: int) -> Rows:
    """Return what an account's posts said before they were edited; of posts that are not deleted."""
    revisions = Revision.objects.filter(post__author_id=account_id, post__deleted_at=None)
    return _page(revisions.values("id", "post_id", "visibility", "written_at", *WORDS), "id", after, limit)


def comments_of(*, account_id: UUID, after: UUID | None, limit: int) -> Rows:
    """Return the comments that an account has written and not deleted; not what they answer."""
    comments = Comment.objects.filter(author_id=account_id, deleted_at=None, post__deleted_at=None)
    return _page(comments.values(*COMMENT_FIELDS), "id", after, limit)


def scheduled_posts_of(*, account_id: UUID, after: UUID | None, limit: int) -> Rows:
    """Return what an account has scheduled and is not published."""
    scheduled = ScheduledPost.objects.filter(author_id=account_id, state__in=UNPUBLISHED)
    return _page(scheduled.values("id", *SCHEDULED_FIELDS), "place", after, limit)


def drafts_of(*, account_id: UUID, after: UUID | None, limit: int) -> Rows:
    """Return the drafts of an account."""
    drafts = Draft.objects.filter(account_id=account_id).values("id", "content", "created_at", "edited_at")
    return _page(drafts, "id", after, limit)


def media_of_account(*, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, dict[str, Any]]]:
    """Return what an account has uploaded for posts, for its export: keys and items in the order of the keys."""
    found = _media_of(account_id, after, limit)
    return [
        (each.id, {"id": each.id, "post_id": each.post_id, "alt": each.alt, "file": _file_name(each)} | _facts(each))
        for each in found
    ]


def files_of(*, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, str, str]]:
    """Return the files of those: key, name in an export, and name of the file."""
    return [(each.id, _file_name(each), each.stored_name()) for each in _media_of(account_id, after, limit)]


def _media_of(account_id: UUID, after: UUID | None, limit: int) -> QuerySet[Medium]:
    mine = Medium.objects.select_related("picture").filter(owner_id=account_id)
    return (mine.filter(id__gt=after) if after else mine).order_by("id")[:limit]


def _file_name(medium: Medium) -> str:
    return f"{medium.id}.{EXTENSIONS[medium.picture.media_type]}"


def _facts(medium: Medium) -> dict[str, Any]:
    return {"name": medium.picture.name, "bytes": medium.picture.bytes, "created_at": medium.created_at}


def likes_of(*, account_id: UUID, after: UUID | None, limit: int) -> Rows:
    """Return which posts an account likes; not the posts. A post that is liked again meanwhile may come again."""
    return _marks(Like, "liked_at", account_id, after, limit)


def shares_of(*, account_id: UUID, after: UUID | None, limit: int) -> Rows:
    """Return which posts an account shares; not the posts."""
    return _marks(Share, "shared_at", account_id, after, limit)


def comment_likes_of(*, account_id: UUID, after: UUID | None, limit: int) -> Rows:
    """Return which comments an account likes; not the comments."""
    return _marks(CommentLike, "liked_at", account_id, after, limit)


def bookmarks_of(*, account_id: UUID, after: UUID | None, limit: int) -> Rows:
    """Return which posts an account has saved; not the posts."""
    return _marks(Bookmark, "saved_at", account_id, after, limit)


def _marks(kind: type[Mark], time: str, account_id: UUID, after: UUID | None, limit: int) -> Rows:
    own = {kind.account_field: account_id, "state": ON, f"{kind.object_field}__deleted_at": None}
    marked = f"{kind.object_field}_id"
    rows = _page(kind._default_manager.filter(**own).values("place", marked, "changed_at"), "place", after, limit)
    return [(key, {marked: mark[marked], time: mark["changed_at"]}) for key, mark in rows]


def _page(rows: QuerySet[Any, Any], key: str, after: UUID | None, limit: int) -> Rows:
    rows = rows.filter(**{f"{key}__gt": after}) if after else rows
    return [(row[key], row) for row in rows.order_by(key)[:limit]]
