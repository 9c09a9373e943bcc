"""Since when the ledger is to be applied, and whether it was read; a restored service waits for no later erasure."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("personal_data", "0002_apply_the_ledger_again")]
    operations = [
        migrations.AddField("ledgercheck", "began_at", models.DateTimeField(db_default=Now())),
        migrations.AddField("ledgercheck", "is_read", models.BooleanField(default=False, db_default=False)),
    ]
