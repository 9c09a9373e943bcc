"""Indexes of exactly what an audience may read of an author, so that hidden posts cost a list nothing.

``pulled_posts`` goes, because the planner would take it for feeds, with the private posts in it. Yesterday's code finds
the same rows through ``posts_of_author``.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

ANYBODY = models.Q(deleted_at=None, visibility__in=("public",))
FOLLOWERS = models.Q(deleted_at=None, visibility__in=("public", "followers"))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("posts", "0004_forget_timelines_with_old_keys")]

    operations = [
        AddIndexConcurrently(
            "post", models.Index(fields=["author_id", "id"], name="posts_for_anybody", condition=ANYBODY)
        ),
        AddIndexConcurrently(
            "post", models.Index(fields=["author_id", "id"], name="posts_for_followers", condition=FOLLOWERS)
        ),
        AddIndexConcurrently(
            "post", models.Index(fields=["author_id", "is_pulled", "id"], name="posts_for_feeds", condition=FOLLOWERS)
        ),
        RemoveIndexConcurrently("post", "pulled_posts"),
    ]
