"""The people projection."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("username", models.TextField()),
                ("display_name", models.TextField()),
                ("version", models.BigIntegerField(default=0)),
            ],
            options={"db_table": "person"},
        ),
    ]
