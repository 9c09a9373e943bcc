"""Find out quickly that nothing refers to a picture, which its deletion asks."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


def _index(field: str, name: str) -> AddIndexConcurrently:
    return AddIndexConcurrently(
        "profile", models.Index(fields=[field], condition=Q(**{f"{field}__isnull": False}), name=name)
    )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("profiles", "0004_pictures")]
    operations = [_index("avatar_picture", "avatars"), _index("banner_picture", "banners")]
