"""The accounts that a service has erased."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("account_id", models.UUIDField(primary_key=True, serialize=False)),
                ("requested_at", models.DateTimeField()),
                ("applied_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "erasure"},
        ),
    ]
