"""Tables of the ledger."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entry_id", models.UUIDField()),
            ],
        ),
        migrations.CreateModel(
            name="Remedy",
            fields=[
                ("mood", models.TextField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="Truth",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("owner_id", models.UUIDField()),
                ("state", models.TextField()),
                ("version", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_id", models.UUIDField()),
                ("entry_id", models.UUIDField()),
                ("state", models.TextField()),
                ("version", models.BigIntegerField()),
                ("note", models.TextField(default="made here")),
                ("seen_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("owner_id", "entry_id"), name="one_row_per_entry")],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("owner_id", models.UUIDField(primary_key=True, serialize=False)),
                ("count", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("count__gte", 0)), name="no_negative_tally")
                ],
            },
        ),
    ]
