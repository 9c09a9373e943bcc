"""Waits for those who write, and disturbs nobody."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("testapp", "0001_add_note_colour")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY note_text ON testapp_note (text)", "DROP INDEX CONCURRENTLY note_text"
        )
    ]
