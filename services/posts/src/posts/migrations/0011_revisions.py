"""What posts said before they were edited."""

import django.db.models.deletion
from django.db import migrations, models

import chassis.ids


class Migration(migrations.Migration):
    dependencies = [("posts", "0010_bookmarks_and_pins")]
    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.UUIDField(default=chassis.ids.uuid7, primary_key=True, serialize=False)),
                ("title", models.CharField(blank=True, max_length=255)),
                ("text", models.CharField(max_length=5_000)),
                ("content_warning", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(blank=True, max_length=35)),
                ("visibility", models.CharField(max_length=16)),
                ("written_at", models.DateTimeField()),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="posts.post",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["post", "id"], name="revisions_of_post")]},
        ),
    ]
