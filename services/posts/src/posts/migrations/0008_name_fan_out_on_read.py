"""The classes and fields of fan-out on read get the names of that term; tables and columns keep theirs.

No statement is run on the database, so the processes of the version before work on as they did.
"""

from django.db import migrations, models

READABLE_BY_FOLLOWERS = models.Q(deleted_at=None, visibility__in=("public", "followers"))
INDEXES = [
    models.Index(
        fields=["author_id", "id"],
        include=["visibility", "is_fanned_out_on_read"],
        name="posts_of_author",
        condition=models.Q(deleted_at=None),
    ),
    models.Index(
        fields=["author_id", "is_fanned_out_on_read", "id"], name="posts_for_feeds", condition=READABLE_BY_FOLLOWERS
    ),
]


def renamed(model: str, old: str, new: str) -> list[migrations.operations.base.Operation]:
    """Return the operations that rename a field and keep its column."""
    field = models.BooleanField(db_column=old, default=False)
    return [migrations.AlterField(model, old, field), migrations.RenameField(model, old, new)]


class Migration(migrations.Migration):
    dependencies = [("posts", "0007_follows_are_ties")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                # Renaming a field does not rename it in the indexes, so each is described again.
                *(migrations.RemoveIndex("post", index.name) for index in INDEXES),
                *renamed("post", "is_pulled", "is_fanned_out_on_read"),
                *(migrations.AddIndex("post", index) for index in INDEXES),
                *renamed("author", "is_pulled", "has_marked_follows"),
                migrations.RenameModel("PulledFollow", "FanOutOnReadFollow"),
                migrations.AlterModelTable("FanOutOnReadFollow", "posts_pulledfollow"),
            ]
        ),
    ]
