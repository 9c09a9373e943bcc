"""What makes the pair of an exchange with an Idempotency-Key again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_accounts_sessions_and_keys")]
    operations = [
        migrations.CreateModel(
            name="Rotation",
            fields=[
                ("id", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("exchanged_token_id", models.UUIDField()),
                ("current_token_id", models.UUIDField()),
                ("rotated_at", models.DateTimeField()),
                ("key_id", models.CharField(max_length=64)),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "db_table": "rotation",
                "indexes": [models.Index(fields=["rotated_at"], name="rotation_by_age")],
            },
        ),
    ]
