"""The pictures of hidden accounts have other names."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("media", "0002_find_pictures_of_an_owner")]
    operations = [
        migrations.AddField("picture", "hidden_as", models.UUIDField(null=True)),
        AddIndexConcurrently(
            "picture",
            models.Index(
                condition=models.Q(("hidden_as__isnull", False)), fields=["owner_id", "id"], name="hidden_pictures"
            ),
        ),
    ]
