"""Whose names and words an event contains."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chassis", "0014_bindings")]
    operations = [migrations.AddField("outboxentry", "person_id", models.UUIDField(null=True))]
