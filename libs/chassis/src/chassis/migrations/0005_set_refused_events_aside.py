"""Attempts of an event, and the age of attempts to handle one; a commit with events takes no lock any more."""

from django.db import migrations, models

# Yesterday's emitters wake nobody any more: their events wait for the relay's poll, one second at most.
SLEEP_ON = "DROP TRIGGER outbox_wake_relay ON outbox; DROP FUNCTION outbox_wake_relay();"
WAKE_RELAY = """
    CREATE FUNCTION outbox_wake_relay() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_notify('outbox', '');
        RETURN NULL;
    END $$;
    CREATE TRIGGER outbox_wake_relay AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION outbox_wake_relay();
"""


class Migration(migrations.Migration):
    dependencies = [("chassis", "0004_parked_events")]
    operations = [
        migrations.AddField("outboxentry", "attempts", models.SmallIntegerField(db_default=0)),
        migrations.AddField("outboxentry", "retry_at", models.DateTimeField(null=True)),
        migrations.AddIndex("attempt", models.Index(fields=["last_at"], name="inbox_attempt_by_age")),
        migrations.RunSQL(SLEEP_ON, WAKE_RELAY),
    ]
