"""Deleted comments that have replies stay in lists, and indexes contain exactly what lists may contain.

The statement marks those that were deleted before. Yesterday's code deletes without marking while both run; ``repair``
finds these.
"""

from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db import migrations, models
from django.db.models import Q

LISTED = Q(deleted_at=None) | Q(is_tombstone=True)
NAME = "tombstones_are_deleted"
MARK = """
    WITH RECURSIVE tombstone AS (
        SELECT id, reply_to_id FROM posts_comment WHERE deleted_at IS NOT NULL AND replies_count > 0
        UNION
        SELECT deleted.id, deleted.reply_to_id FROM tombstone
        JOIN posts_comment AS deleted ON deleted.id = tombstone.reply_to_id AND deleted.deleted_at IS NOT NULL
    )
    UPDATE posts_comment AS comment SET is_tombstone = true
    FROM tombstone, posts_post AS post
    WHERE comment.id = tombstone.id AND post.id = comment.post_id AND post.deleted_at IS NULL
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("posts", "0012_quotes")]
    operations = [
        migrations.AddField("comment", "is_tombstone", models.BooleanField(default=False, db_default=False)),
        AddConstraintNotValid(
            "comment",
            models.CheckConstraint(condition=Q(is_tombstone=False) | Q(deleted_at__isnull=False), name=NAME),
        ),
        ValidateConstraint("comment", NAME),
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
        AddIndexConcurrently(
            "comment", models.Index(fields=["post", "id"], name="listed_comments_of_post", condition=LISTED)
        ),
        AddIndexConcurrently(
            "comment", models.Index(fields=["reply_to", "id"], name="listed_replies_of_comment", condition=LISTED)
        ),
        RemoveIndexConcurrently("comment", "comments_of_post"),
        RemoveIndexConcurrently("comment", "replies_of_comment"),
    ]
