"""Likes of comments."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

import chassis.ids

COUNTED = "comment_likes_are_not_negative"
ON, OFF = "on", "off"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("posts", "0016_find_mentions")]
    operations = [
        migrations.CreateModel(
            name="CommentLike",
            fields=[
                ("id", models.UUIDField(default=chassis.ids.uuid7, primary_key=True, serialize=False)),
                ("state", models.CharField(default=OFF, max_length=8)),
                ("version", models.PositiveBigIntegerField(default=0)),
                ("place", models.UUIDField(default=chassis.ids.uuid7)),
                ("changed_at", models.DateTimeField()),
                ("liker_id", models.UUIDField()),
                (
                    "comment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="likes",
                        to="posts.comment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("comment", "liker_id"), name="one_comment_like_per_account"),
                    models.CheckConstraint(condition=Q(state__in=[ON, OFF]), name="comment_like_state_is_known"),
                ],
                "indexes": [
                    models.Index(fields=["comment", "place"], name="likes_of_comment", condition=Q(state=ON)),
                    models.Index(fields=["liker_id", "place"], name="comment_likes_of_liker", condition=Q(state=ON)),
                ],
            },
        ),
        migrations.AddField("comment", "likes_count", models.BigIntegerField(default=0, db_default=0)),
        AddConstraintNotValid("comment", models.CheckConstraint(condition=Q(likes_count__gte=0), name=COUNTED)),
        ValidateConstraint("comment", COUNTED),
    ]
