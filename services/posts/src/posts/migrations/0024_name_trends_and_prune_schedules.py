"""Trends have the name that most people write, and old rows of published scheduled posts are found by their age."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("posts", "0023_forget_timelines_without_shares")]
    operations = [
        migrations.AddField(model_name="trend", name="name", field=models.CharField(db_default="", max_length=100)),
        migrations.AddIndex(
            model_name="scheduledpost",
            index=models.Index(condition=Q(state="published"), fields=["publish_at"], name="published_schedule_by_age"),
        ),
    ]
