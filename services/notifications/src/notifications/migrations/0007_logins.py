"""Notifications of logins: their type, and the device."""

from django.db import migrations, models

TYPES = [("follow", "Follow"), ("like", "Like"), ("comment", "Comment"), ("reply", "Reply"), ("login", "Login")]


def _type_of(model: str) -> migrations.AlterField:
    return migrations.AlterField(model, "type", models.CharField(choices=TYPES, max_length=16))


class Migration(migrations.Migration):
    dependencies = [("notifications", "0006_find_what_is_chosen")]

    operations = [
        migrations.AddField(
            "notification", "detail", models.CharField(blank=True, db_default="", default="", max_length=100)
        ),
        _type_of("notification"),
        _type_of("cause"),
    ]
