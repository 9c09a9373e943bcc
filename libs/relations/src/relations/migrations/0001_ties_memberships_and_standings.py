"""The copies of relations that services keep."""

import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("group_id", models.UUIDField()),
                ("account_id", models.UUIDField()),
                ("role", models.CharField(max_length=16)),
                ("state", models.CharField(max_length=32)),
                ("version", models.PositiveBigIntegerField()),
            ],
            options={
                "db_table": "membership",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "active")),
                        fields=["account_id", "group_id"],
                        name="groups_of_account",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("group_id", "account_id"), name="one_membership_per_group_and_account"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("account_id", models.UUIDField()),
                ("kind", models.CharField(max_length=16)),
                ("state", models.CharField(max_length=32)),
                ("version", models.PositiveBigIntegerField()),
            ],
            options={
                "db_table": "standing",
                "constraints": [
                    models.UniqueConstraint(fields=("account_id", "kind"), name="one_standing_per_account_and_kind")
                ],
            },
        ),
        migrations.CreateModel(
            name="Tie",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=16)),
                ("source_id", models.UUIDField()),
                ("target_id", models.UUIDField()),
                ("state", models.CharField(max_length=32)),
                ("version", models.PositiveBigIntegerField()),
            ],
            options={
                "db_table": "tie",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "active")),
                        fields=["kind", "target_id", "source_id"],
                        name="active_ties_of_target",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "source_id", "target_id"), name="one_tie_per_kind_and_pair"
                    ),
                ],
            },
        ),
    ]
