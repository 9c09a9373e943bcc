"""Keeping what posts said before they were edited."""

from uuid import UUID

from posts.models import Post, Revision
from posts.models.revision import WORDS


def revision_keep(post: Post) -> None:
    """Keep the present words of a post that is about to be edited. Needs the transaction of the edit."""
    words = {name: getattr(post, name) for name in WORDS}
    written_at = post.edited_at or post.created_at
    Revision.objects.create(post=post, visibility=post.visibility, written_at=written_at, **words)


def revisions_delete(post_id: UUID, *, limit: int) -> bool:
    """Delete the next revisions of a deleted post; return whether some may be left."""
    ids = list(Revision.objects.filter(post_id=post_id).order_by("id").values_list("id", flat=True)[:limit])
    Revision.objects.filter(id__in=ids).delete()
    return len(ids) == limit
