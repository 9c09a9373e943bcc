"""Notifications of mentions, shares, quotes and scheduled posts; posts of groups, and posts that quote others."""

from django.db import migrations, models

TYPES = [
    ("follow", "Follow"),
    ("follow_request", "Follow Request"),
    ("follow_accepted", "Follow Accepted"),
    ("friend_request", "Friend Request"),
    ("friend_accepted", "Friend Accepted"),
    ("like", "Like"),
    ("comment", "Comment"),
    ("reply", "Reply"),
    ("mention", "Mention"),
    ("share", "Share"),
    ("quote", "Quote"),
    ("group_invitation", "Group Invitation"),
    ("group_request", "Group Request"),
    ("login", "Login"),
    ("export", "Export"),
    ("scheduled_published", "Scheduled Published"),
]


def _type_of(model: str) -> migrations.AlterField:
    return migrations.AlterField(model, "type", models.CharField(choices=TYPES, max_length=32))


class Migration(migrations.Migration):
    dependencies = [("notifications", "0010_find_requests_of_senders")]

    operations = [
        _type_of("notification"),
        _type_of("cause"),
        migrations.AddField("notification", "group_id", models.UUIDField(null=True)),
        migrations.AddField("post", "group_id", models.UUIDField(null=True)),
        migrations.AddField("post", "quote_of", models.UUIDField(null=True)),
    ]
