"""Whether an account may be proposed to people who do not look for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_who_hides_connections")]
    operations = [
        migrations.AddField("person", "is_discoverable", models.BooleanField(default=True, db_default=True)),
    ]
