"""Find the rows that a count consists of."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("profiles", "0001_profiles_and_counts")]
    operations = [
        AddIndexConcurrently(
            "follow",
            models.Index(fields=["followee_id"], condition=Q(state="active"), name="active_follows_of_followee"),
        ),
        AddIndexConcurrently(
            "post", models.Index(fields=["author_id"], condition=Q(is_counted=True), name="counted_posts_of_author")
        ),
    ]
