"""Events that wait for a version with a handler."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chassis", "0003_jobs")]
    operations = [
        migrations.CreateModel(
            name="ParkedEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("event_id", models.UUIDField(unique=True)),
                ("type", models.TextField()),
                ("headers", models.TextField()),
                ("body", models.BinaryField()),
                ("tries", models.IntegerField(db_default=0)),
                ("due_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("parked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "inbox_parked",
                "indexes": [models.Index(fields=["type", "due_at", "id"], name="inbox_parked_due")],
            },
        ),
    ]
