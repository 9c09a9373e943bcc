"""What a service knows of its bindings."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chassis", "0013_request_ids_of_jobs")]
    operations = [
        migrations.CreateModel(
            name="Binding",
            fields=[
                ("type", models.TextField(primary_key=True, serialize=False)),
                ("seen_at", models.DateTimeField()),
                ("lost_since", models.DateTimeField(null=True)),
            ],
            options={"db_table": "bus_binding"},
        ),
    ]
