"""What is pruned of the outbox; BRIN ranges stay wide once rows are deleted."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("chassis", "0007_index_events_set_aside")]
    operations = [
        AddIndexConcurrently(
            "outboxentry",
            models.Index(
                fields=["published_at"],
                name="outbox_by_publishing",
                condition=models.Q(("published_at__isnull", False)),
            ),
        ),
    ]
