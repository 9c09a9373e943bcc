"""Answers that are kept for requests sent again."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chassis", "0001_outbox_and_inbox")]
    operations = [
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("id", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("fingerprint", models.BinaryField(max_length=32)),
                ("status", models.SmallIntegerField()),
                ("content_type", models.TextField()),
                ("body", models.BinaryField()),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "idempotency_key",
                "indexes": [models.Index(fields=["created_at"], name="idempotency_key_by_age")],
            },
        ),
    ]
