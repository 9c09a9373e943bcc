"""Threads: what is below a deleted comment."""

from uuid import UUID

from django.db.models import F, UUIDField, Value

from relations.audience import ANONYMOUS_MAY_SEE_ACCOUNT, MAY_SEE_ACCOUNT, Condition, found

REPLY = found("posts_comment AS below WHERE below.reply_to_id = {comment} AND below.deleted_at IS NULL AND {may_see}")
# Only through tombstones: what is below a comment that the viewer may not see does not make others visible.
DEEPER = found("""(
    WITH RECURSIVE tombstone AS (
        SELECT reply.id FROM posts_comment AS reply
        WHERE reply.reply_to_id = {comment} AND reply.is_tombstone
        UNION ALL
        SELECT reply.id FROM tombstone JOIN posts_comment AS reply ON reply.reply_to_id = tombstone.id
        WHERE reply.is_tombstone
    )
    SELECT FROM tombstone JOIN posts_comment AS below ON below.reply_to_id = tombstone.id
    WHERE below.deleted_at IS NULL AND {may_see}
) AS shown""")
SHOWN = f"({REPLY} OR {DEEPER})"
"""In this order: almost always the first reply decides, and PostgreSQL looks no further."""


def has_shown_replies(viewer_id: UUID | None) -> Condition:
    """Return the condition that the viewer may see a comment below a tombstone; through other tombstones, too."""
    may_see = MAY_SEE_ACCOUNT if viewer_id else ANONYMOUS_MAY_SEE_ACCOUNT
    text = SHOWN.replace("{may_see}", may_see.replace("{author}", "below.author_id"))
    viewer = {"viewer": Value(viewer_id, UUIDField())} if viewer_id else {}
    return Condition(text, comment=F("id"), **viewer)
