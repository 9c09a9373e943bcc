"""Deleted comments that stay in lists while they have replies.

Whoever calls this has locked the post, as whoever adds a reply: so a deletion sees every reply that was added.
"""

from uuid import UUID

from django.db.models import Exists, OuterRef

from posts.models import Comment


def is_tombstone() -> Exists:
    """Return the expression whether a comment that is deleted stays in lists: it has replies that are in lists."""
    return Exists(Comment.objects.listed().filter(reply_to_id=OuterRef("id")))


def tombstones_end(comment_id: UUID | None) -> None:
    """Remove a tombstone from lists whose last reply is gone, and then those above it; at most ``MAX_DEPTH``."""
    while comment_id:
        empty = Comment.objects.filter(~is_tombstone(), id=comment_id, is_tombstone=True)
        if not empty.update(is_tombstone=False):
            return
        comment_id = Comment.objects.values_list("reply_to_id", flat=True).get(id=comment_id)
