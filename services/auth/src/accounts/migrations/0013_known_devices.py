"""Know the devices of an account, so that a login on another one is noticed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_pictures_of_registrations")]

    operations = [
        migrations.CreateModel(
            name="KnownDevice",
            fields=[
                ("id", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("last_used_at", models.DateTimeField()),
            ],
            options={
                "db_table": "known_device",
                "indexes": [models.Index(fields=["last_used_at"], name="known_device_by_use")],
            },
        ),
    ]
