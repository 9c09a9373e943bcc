"""What the relay reads in each sweep: the unpublished events that wait for no retry."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("chassis", "0005_set_refused_events_aside")]
    operations = [
        AddIndexConcurrently(
            "outboxentry",
            models.Index(
                fields=["id"], name="outbox_fresh", condition=models.Q(("published_at", None), ("retry_at", None))
            ),
        ),
    ]
