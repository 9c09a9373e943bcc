"""Shares of posts, and how many a post has."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

import chassis.ids

COUNTED = "post_shares_are_not_negative"
OFF = "off"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("posts", "0013_deleted_comments_keep_their_place")]
    operations = [
        migrations.CreateModel(
            name="Share",
            fields=[
                ("id", models.UUIDField(default=chassis.ids.uuid7, primary_key=True, serialize=False)),
                ("state", models.CharField(default=OFF, max_length=8)),
                ("version", models.PositiveBigIntegerField(default=0)),
                ("place", models.UUIDField(default=chassis.ids.uuid7)),
                ("changed_at", models.DateTimeField()),
                ("sharer_id", models.UUIDField()),
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
                    models.UniqueConstraint(fields=("post", "sharer_id"), name="one_share_per_account"),
                    models.CheckConstraint(condition=Q(state__in=["on", OFF]), name="share_state_is_known"),
                ],
                "indexes": [
                    models.Index(fields=["post", "place"], name="shares_of_post", condition=Q(state="on")),
                    models.Index(fields=["sharer_id", "place"], name="shares_of_sharer", condition=Q(state="on")),
                ],
            },
        ),
        migrations.AddField("post", "shares_count", models.BigIntegerField(default=0, db_default=0)),
        AddConstraintNotValid("post", models.CheckConstraint(condition=Q(shares_count__gte=0), name=COUNTED)),
        ValidateConstraint("post", COUNTED),
    ]
