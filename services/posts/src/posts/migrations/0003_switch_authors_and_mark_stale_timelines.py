"""Authors are switched to fan-out on read in steps, and single timelines can be stale."""

from django.db import migrations, models

# Yesterday's code marked all edges before it set is_pulled: those authors are switched.
SWITCHED = "UPDATE posts_author SET is_switched = true WHERE is_pulled"


class Migration(migrations.Migration):
    dependencies = [("posts", "0002_remember_stale_timelines")]

    operations = [
        migrations.AddField("author", "is_switched", models.BooleanField(db_default=False, default=False)),
        migrations.RunSQL(SWITCHED, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="StaleTimeline",
            fields=[("account_id", models.UUIDField(primary_key=True, serialize=False))],
        ),
    ]
