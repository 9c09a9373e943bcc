"""Blocks and mutes."""

import django.db.models.functions.datetime
import uuid_utils.compat
from django.db import migrations, models
from django.db.models import F, Q


def _columns(source: str, target: str) -> list[tuple[str, models.Field]]:
    return [
        ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
        (source, models.UUIDField()),
        (target, models.UUIDField()),
        ("state", models.CharField(max_length=10)),
        ("version", models.PositiveBigIntegerField()),
        ("position", models.UUIDField(unique=True)),
        ("changed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
    ]


def _in_order(field: str, name: str) -> models.Index:
    return models.Index(fields=[field, "position"], condition=Q(state="active"), name=name)


class Migration(migrations.Migration):
    dependencies = [("social_graph", "0002_requests_to_follow")]
    operations = [
        migrations.CreateModel(
            name="Block",
            fields=_columns("blocker_id", "blocked_id"),
            options={
                "indexes": [
                    _in_order("blocker_id", "blocks_in_order"),
                    _in_order("blocked_id", "blocks_of_blocked"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("blocker_id", "blocked_id"), name="one_block_per_pair"),
                    models.CheckConstraint(condition=~Q(blocker_id=F("blocked_id")), name="nobody_blocks_themselves"),
                    models.CheckConstraint(condition=Q(state__in=["active", "none"]), name="a_block_has_a_known_state"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mute",
            fields=[
                *_columns("muter_id", "muted_id"),
                ("hides_notifications", models.BooleanField(default=False)),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    _in_order("muter_id", "mutes_in_order"),
                    _in_order("muted_id", "mutes_of_muted"),
                    models.Index(
                        fields=["until"], condition=Q(state="active", until__isnull=False), name="mutes_by_end"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("muter_id", "muted_id"), name="one_mute_per_pair"),
                    models.CheckConstraint(condition=~Q(muter_id=F("muted_id")), name="nobody_mutes_themselves"),
                    models.CheckConstraint(condition=Q(state__in=["active", "none"]), name="a_mute_has_a_known_state"),
                ],
            },
        ),
    ]
