"""Outbox, inbox and the count of unfinished attempts; a commit that emits wakes the relay."""

import django.db.models.functions.datetime
import uuid_utils.compat
from django.db import migrations, models

WAKE_RELAY = """
    CREATE FUNCTION outbox_wake_relay() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_notify('outbox', '');
        RETURN NULL;
    END $$;
    CREATE TRIGGER outbox_wake_relay AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION outbox_wake_relay();
"""
SLEEP_ON = "DROP TRIGGER outbox_wake_relay ON outbox; DROP FUNCTION outbox_wake_relay();"

# Every row changes from unpublished to published: without early vacuums the partial index fills with dead entries.
# The inbox is only ever appended to and pruned by time: BRIN costs next to nothing per row.
TUNE = """
    ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
    CREATE INDEX outbox_published_at ON outbox USING brin (published_at);
    CREATE INDEX inbox_handled_at ON inbox USING brin (handled_at);
"""
UNTUNE = "DROP INDEX inbox_handled_at; DROP INDEX outbox_published_at; ALTER TABLE outbox RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold);"


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="OutboxEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("event_id", models.UUIDField(default=uuid_utils.compat.uuid7, unique=True)),
                ("type", models.TextField()),
                ("subject", models.TextField()),
                ("sequence", models.BigIntegerField()),
                ("traceparent", models.TextField(default="")),
                ("data", models.TextField()),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("published_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "outbox",
                "indexes": [
                    models.Index(condition=models.Q(("published_at", None)), fields=["id"], name="outbox_unpublished")
                ],
            },
        ),
        migrations.CreateModel(
            name="InboxEntry",
            fields=[
                ("event_id", models.UUIDField(primary_key=True, serialize=False)),
                ("type", models.TextField()),
                ("handled_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={"db_table": "inbox"},
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("event_id", models.UUIDField(primary_key=True, serialize=False)),
                ("count", models.IntegerField()),
                ("last_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={"db_table": "inbox_attempt"},
        ),
        migrations.RunSQL(WAKE_RELAY, SLEEP_ON),
        migrations.RunSQL(TUNE, UNTUNE),
    ]
