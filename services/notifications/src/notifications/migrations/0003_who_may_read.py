"""Know who may read posts, and which notifications that hides."""

import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_versions_have_64_bits")]

    operations = [
        migrations.CreateModel(
            name="Follow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("follower_id", models.UUIDField()),
                ("followee_id", models.UUIDField()),
                ("state", models.CharField(max_length=32)),
                ("version", models.PositiveBigIntegerField()),
            ],
            options={
                "db_table": "follow",
                "constraints": [
                    models.UniqueConstraint(fields=("follower_id", "followee_id"), name="one_edge_per_pair")
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("author_id", models.UUIDField()),
                ("visibility", models.CharField(max_length=32)),
                ("is_deleted", models.BooleanField()),
                ("version", models.PositiveBigIntegerField()),
            ],
            options={"db_table": "post"},
        ),
        migrations.AddField("notification", "is_hidden", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("notification", "post_author_id", models.UUIDField(null=True)),
    ]
