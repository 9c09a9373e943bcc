"""The pictures of a profile."""

import django.db.models.deletion
from django.db import migrations, models


def _picture() -> models.ForeignKey:
    deletion = django.db.models.deletion.PROTECT
    return models.ForeignKey("media.picture", deletion, db_index=False, null=True, related_name="+")


class Migration(migrations.Migration):
    dependencies = [("profiles", "0003_follows_are_ties"), ("media", "0001_pictures")]
    operations = [
        migrations.AddField("profile", "avatar_picture", _picture()),
        migrations.AddField("profile", "banner_picture", _picture()),
    ]
