"""Needs the table for itself."""

from django.db import migrations


class Migration(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "ALTER TABLE testapp_note ADD COLUMN colour text", "ALTER TABLE testapp_note DROP COLUMN colour"
        )
    ]
