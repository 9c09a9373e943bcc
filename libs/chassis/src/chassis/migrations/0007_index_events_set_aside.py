"""What the relay reads to try events again."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("chassis", "0006_index_fresh_events")]
    operations = [
        AddIndexConcurrently(
            "outboxentry",
            models.Index(
                fields=["retry_at"],
                name="outbox_set_aside",
                condition=models.Q(("published_at", None), ("retry_at__isnull", False)),
            ),
        ),
    ]
