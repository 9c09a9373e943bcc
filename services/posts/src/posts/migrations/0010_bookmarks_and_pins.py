"""Bookmarks, and when an author pinned a post."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

import chassis.ids

COUNTED = "post_bookmarks_are_not_negative"
OFF = "off"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("posts", "0009_find_what_an_account_made")]
    operations = [
        migrations.CreateModel(
            name="Bookmark",
            fields=[
                ("id", models.UUIDField(default=chassis.ids.uuid7, primary_key=True, serialize=False)),
                ("state", models.CharField(default=OFF, max_length=8)),
                ("version", models.PositiveBigIntegerField(default=0)),
                ("place", models.UUIDField(default=chassis.ids.uuid7)),
                ("changed_at", models.DateTimeField()),
                ("account_id", models.UUIDField()),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="posts.post",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("post", "account_id"), name="one_bookmark_per_account"),
                    models.CheckConstraint(condition=Q(state__in=["on", OFF]), name="bookmark_state_is_known"),
                ],
                "indexes": [
                    models.Index(fields=["account_id", "place"], name="bookmarks_of_account", condition=Q(state="on")),
                ],
            },
        ),
        migrations.AlterField(  # changes nothing in the database
            "like",
            "post",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="posts.post",
            ),
        ),
        migrations.AddField("post", "bookmarks_count", models.BigIntegerField(default=0, db_default=0)),
        migrations.AddField("post", "pinned_at", models.DateTimeField(null=True)),
        AddConstraintNotValid("post", models.CheckConstraint(condition=Q(bookmarks_count__gte=0), name=COUNTED)),
        ValidateConstraint("post", COUNTED),
        AddIndexConcurrently(
            "post",
            models.Index(
                fields=["author_id", "id"], name="pinned_posts", condition=Q(deleted_at=None, pinned_at__isnull=False)
            ),
        ),
    ]
