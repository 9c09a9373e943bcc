"""The table of entries."""

from django.db import migrations, models

import chassis.ids


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.UUIDField(default=chassis.ids.uuid7, primary_key=True, serialize=False)),
                ("account_id", models.UUIDField()),
                ("text", models.TextField()),
            ],
        ),
    ]
