"""What an account commented and liked, for erasures and exports."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("posts", "0008_name_fan_out_on_read")]
    operations = [
        AddIndexConcurrently(
            "comment",
            models.Index(
                fields=["author_id", "id"], name="comments_of_author", condition=models.Q(("deleted_at", None))
            ),
        ),
        AddIndexConcurrently(
            "like",
            models.Index(fields=["liker_id", "place"], name="likes_of_liker", condition=models.Q(("state", "on"))),
        ),
    ]
