"""The lowest version that is emitted, and the request that an event follows from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chassis", "0011_keep_the_token_of_an_answer")]
    operations = [
        migrations.CreateModel(
            name="VersionEpoch",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("floor", models.BigIntegerField()),
            ],
            options={
                "db_table": "version_epoch",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_version_epoch"),
                ],
            },
        ),
        migrations.AddField(
            model_name="outboxentry", name="request_id", field=models.TextField(db_default="", default="")
        ),
    ]
