"""Follows are ties of ``relations``. ``profiles_follow`` stays for one release, for processes of the version before."""

from django.db import migrations

from relations.takeover import take_over


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("profiles", "0002_count_by_account"), ("relations", "0001_ties_memberships_and_standings")]

    operations = [
        *take_over("profiles_follow"),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Follow")]),
    ]
