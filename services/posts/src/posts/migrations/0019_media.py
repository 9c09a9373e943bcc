"""Media of posts."""

import django.db.models.constraints
import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0004_documents"),
        ("posts", "0018_friends_and_groups"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="media_count",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.CreateModel(
            name="Medium",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("owner_id", models.UUIDField()),
                ("alt", models.CharField(blank=True, max_length=1500)),
                ("position", models.PositiveSmallIntegerField(null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "picture",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="media.picture"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="posts.post",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["owner_id", "id"], name="media_of_owner"),
                    models.Index(
                        condition=models.Q(("post", None)), fields=["owner_id"], name="unattached_media_of_owner"
                    ),
                    models.Index(
                        condition=models.Q(("post", None)), fields=["created_at"], name="unattached_media_by_age"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("post", "position"),
                        name="one_medium_per_position",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("position", None), ("post", None)),
                            models.Q(("position__lt", 10), ("post__isnull", False)),
                            _connector="OR",
                        ),
                        name="attached_media_have_a_position",
                    ),
                ],
            },
        ),
    ]
