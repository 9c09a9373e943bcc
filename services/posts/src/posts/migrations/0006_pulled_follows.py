"""What only this service adds to a follow has a table of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0005_index_what_may_be_read")]

    operations = [
        migrations.CreateModel(
            name="PulledFollow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("follower_id", models.UUIDField()),
                ("followee_id", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("follower_id", "followee_id"), name="one_pulled_follow_per_pair")
                ],
            },
        ),
    ]
