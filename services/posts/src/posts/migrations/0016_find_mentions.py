"""Posts and comments by whom they mention, for erasures."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models import Q


def _index(model: str, name: str) -> AddIndexConcurrently:
    index = GinIndex(fields=["mentions"], name=name, fastupdate=False, condition=~Q(mentions=[]))
    return AddIndexConcurrently(model, index)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("posts", "0015_hashtags_and_mentions")]
    operations = [_index("post", "posts_with_mentions"), _index("comment", "comments_with_mentions")]
