"""What is pruned of the inbox."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("chassis", "0008_index_events_by_publishing")]
    operations = [
        AddIndexConcurrently(
            "inboxentry",
            models.Index(fields=["handled_at"], name="inbox_by_handling"),
        ),
    ]
