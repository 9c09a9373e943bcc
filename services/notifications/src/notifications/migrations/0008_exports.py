"""Notifications of exports: their type."""

from django.db import migrations, models

TYPES = [
    ("follow", "Follow"),
    ("like", "Like"),
    ("comment", "Comment"),
    ("reply", "Reply"),
    ("login", "Login"),
    ("export", "Export"),
]


def _type_of(model: str) -> migrations.AlterField:
    return migrations.AlterField(model, "type", models.CharField(choices=TYPES, max_length=16))


class Migration(migrations.Migration):
    dependencies = [("notifications", "0007_logins")]

    operations = [_type_of("notification"), _type_of("cause")]
