"""Deletions of accounts."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_archives")]
    operations = [
        migrations.AlterField(
            model_name="account",
            name="state",
            field=models.CharField(
                choices=[("active", "Active"), ("suspended", "Suspended"), ("deleted", "Deleted")],
                db_default="active",
                default="active",
                max_length=16,
            ),
        ),
        migrations.CreateModel(
            name="RetiredUsername",
            fields=[("digest", models.BinaryField(max_length=32, primary_key=True, serialize=False))],
            options={"db_table": "retired_username"},
        ),
        migrations.CreateModel(
            name="Deletion",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("account_id", models.UUIDField(unique=True)),
                ("requested_at", models.DateTimeField()),
            ],
            options={"db_table": "deletion"},
        ),
        migrations.CreateModel(
            name="DeletionPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("service", models.CharField(max_length=50)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "deletion",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="accounts.deletion",
                    ),
                ),
            ],
            options={
                "db_table": "deletion_part",
                "indexes": [
                    models.Index(
                        condition=models.Q(("erased_at", None)), fields=["deletion"], name="deletion_part_left"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("deletion", "service"), name="one_part_per_service")],
            },
        ),
    ]
