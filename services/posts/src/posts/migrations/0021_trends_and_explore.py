"""The lists that are made about every minute."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0020_reply_policies")]
    operations = [
        migrations.CreateModel(
            name="Trend",
            fields=[
                ("tag", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("rank", models.PositiveIntegerField()),
                ("accounts_count", models.PositiveIntegerField()),
                ("score", models.FloatField()),
                ("peak", models.FloatField()),
                ("peaked_at", models.DateTimeField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=["rank"], name="one_trend_per_rank")]},
        ),
        migrations.CreateModel(
            name="Explored",
            fields=[
                ("place", models.BigIntegerField(primary_key=True, serialize=False)),
                ("made_at", models.DateTimeField()),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="posts.post",
                    ),
                ),
            ],
            options={"ordering": ["place"]},
        ),
    ]
