"""Versions begin high after a service was restored from a backup."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_notifications_and_causes")]
    operations = [
        migrations.AlterField(model_name="cause", name="version", field=models.PositiveBigIntegerField(default=0)),
    ]
