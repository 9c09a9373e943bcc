"""The table of notes."""

import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(null=True, unique=True)),
                ("text", models.TextField()),
                ("is_hidden", models.BooleanField(default=False)),
            ],
        ),
    ]
