"""Notifications of requests, friends and groups: their types, and who waits to join which group."""

from django.db import migrations, models

from chassis.ids import uuid7

TYPES = [
    ("follow", "Follow"),
    ("follow_request", "Follow Request"),
    ("follow_accepted", "Follow Accepted"),
    ("friend_request", "Friend Request"),
    ("friend_accepted", "Friend Accepted"),
    ("like", "Like"),
    ("comment", "Comment"),
    ("reply", "Reply"),
    ("group_invitation", "Group Invitation"),
    ("group_request", "Group Request"),
    ("login", "Login"),
    ("export", "Export"),
]


def _type_of(model: str) -> migrations.AlterField:
    return migrations.AlterField(model, "type", models.CharField(choices=TYPES, max_length=16))


class Migration(migrations.Migration):
    dependencies = [("notifications", "0008_exports")]

    operations = [
        _type_of("notification"),
        _type_of("cause"),
        migrations.CreateModel(
            name="JoinRequest",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("group_id", models.UUIDField()),
                ("account_id", models.UUIDField()),
                ("version", models.PositiveBigIntegerField()),
                ("requested_at", models.DateTimeField()),
            ],
            options={
                "db_table": "join_request",
                "constraints": [
                    models.UniqueConstraint(fields=("group_id", "account_id"), name="one_request_per_group_and_account")
                ],
            },
        ),
    ]
