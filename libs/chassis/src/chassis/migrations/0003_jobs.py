"""Long work that the worker does in steps."""

import django.db.models.functions.datetime
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chassis", "0002_idempotency_keys")]
    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("key", models.TextField()),
                ("state", models.JSONField(default=dict)),
                ("attempts", models.IntegerField(default=0)),
                ("traceparent", models.TextField(default="")),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("next_attempt_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "job",
                "indexes": [models.Index(fields=["next_attempt_at", "id"], name="job_due")],
                "constraints": [models.UniqueConstraint(fields=("kind", "key"), name="one_job_per_kind_and_key")],
            },
        ),
    ]
