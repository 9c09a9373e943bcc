"""Old scheduled posts that failed are found by their age."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("posts", "0026_search_people")]
    operations = [
        migrations.AddIndex(
            model_name="scheduledpost",
            index=models.Index(condition=Q(state="failed"), fields=["publish_at"], name="failed_schedule_by_age"),
        ),
    ]
