"""The BRIN indexes that B-trees have replaced."""

from django.db import migrations

BRIN = {"outbox_published_at": "outbox USING brin (published_at)", "inbox_handled_at": "inbox USING brin (handled_at)"}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("chassis", "0009_index_inbox_by_handling")]
    operations = [
        migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {name}", f"CREATE INDEX CONCURRENTLY {name} ON {what}")
        for name, what in BRIN.items()
    ]
