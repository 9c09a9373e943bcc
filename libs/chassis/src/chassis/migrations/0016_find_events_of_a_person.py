"""What is erased of the outbox."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("chassis", "0015_whose_words_events_have")]
    operations = [
        AddIndexConcurrently(
            "outboxentry",
            models.Index(
                fields=["person_id"], name="outbox_of_person", condition=models.Q(("person_id__isnull", False))
            ),
        ),
    ]
