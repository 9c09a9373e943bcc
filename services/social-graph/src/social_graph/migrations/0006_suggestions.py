"""Dismissed suggestions, and popular accounts."""

import django.db.models.functions.datetime
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("social_graph", "0005_groups")]
    operations = [
        migrations.CreateModel(
            name="Dismissal",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("account_id", models.UUIDField()),
                ("dismissed_id", models.UUIDField(db_index=True)),
                ("dismissed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account_id", "dismissed_id"), name="one_dismissal_per_pair")
                ],
            },
        ),
        migrations.CreateModel(
            name="Popular",
            fields=[
                ("account_id", models.UUIDField(primary_key=True, serialize=False)),
                ("followers_count", models.BigIntegerField()),
            ],
        ),
    ]
