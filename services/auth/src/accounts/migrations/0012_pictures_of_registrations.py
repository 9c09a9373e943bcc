"""Keep the pictures that people register with until the profiles service has them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_second_factors")]

    operations = [
        migrations.CreateModel(
            name="RegistrationPicture",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("blurhash", models.TextField()),
                ("small", models.BinaryField()),
                ("medium", models.BinaryField()),
                ("large", models.BinaryField()),
                ("created_at", models.DateTimeField()),
            ],
            options={"db_table": "registration_picture"},
        ),
    ]
