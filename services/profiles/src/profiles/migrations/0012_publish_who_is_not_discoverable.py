"""Gives profiles that are not discoverable a new version, so that a rebuild of their copies says so.

Their events of the previous version did not. The services that keep copies run ``rebuild people`` once.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("profiles", "0011_count_friends")]

    operations = [
        migrations.RunSQL(
            "UPDATE profiles_profile SET version = version + 1 WHERE NOT is_discoverable", migrations.RunSQL.noop
        ),
    ]
