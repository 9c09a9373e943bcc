"""Friendships: two rows for each pair."""

import django.db.models.functions.datetime
import uuid_utils.compat
from django.db import migrations, models
from django.db.models import F, Q

STATES = [("friends", "Friends"), ("sent", "Sent"), ("received", "Received"), ("none", "None")]


def _in_order(state: str, name: str) -> models.Index:
    return models.Index(fields=["account_id", "position"], condition=Q(state=state), name=name)


class Migration(migrations.Migration):
    dependencies = [("social_graph", "0003_blocks_and_mutes")]
    operations = [
        migrations.CreateModel(
            name="Friendship",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("account_id", models.UUIDField()),
                ("other_id", models.UUIDField()),
                ("state", models.CharField(choices=STATES, max_length=10)),
                ("version", models.PositiveBigIntegerField()),
                ("position", models.UUIDField()),
                ("changed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("request_id", models.UUIDField(null=True)),
                ("requested_by", models.UUIDField(null=True)),
                ("requested_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, default="", max_length=10)),
            ],
            options={
                "indexes": [
                    _in_order("friends", "friends_in_order"),
                    _in_order("sent", "friend_requests_sent"),
                    _in_order("received", "friend_requests_received"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account_id", "other_id"), name="one_friendship_per_direction"),
                    models.UniqueConstraint(fields=("request_id", "account_id"), name="one_friend_request_per_id"),
                    models.CheckConstraint(condition=~Q(account_id=F("other_id")), name="nobody_befriends_themselves"),
                    models.CheckConstraint(
                        condition=Q(state__in=["friends", "sent", "received", "none"]),
                        name="a_friendship_has_a_known_state",
                    ),
                ],
            },
        ),
    ]
