"""Whether a profile is found, whether its connections are shown, and whether its owner is shown as online."""

from django.db import migrations, models


def _switch(*, is_on: bool) -> models.BooleanField:
    return models.BooleanField(default=is_on, db_default=is_on)


class Migration(migrations.Migration):
    dependencies = [("profiles", "0005_find_the_profile_of_a_picture")]
    operations = [
        migrations.AddField("profile", "is_discoverable", _switch(is_on=True)),
        migrations.AddField("profile", "hides_connections", _switch(is_on=False)),
        migrations.AddField("profile", "shows_online_status", _switch(is_on=True)),
    ]
