"""The pictures that a service keeps."""

import uuid

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("owner_id", models.UUIDField()),
                ("state", models.TextField(default="new")),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("blurhash", models.TextField()),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "new")), fields=["created_at"], name="new_pictures_by_age"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["new", "kept", "discarded"])),
                        name="a_picture_has_a_known_state",
                    )
                ],
            },
        ),
    ]
