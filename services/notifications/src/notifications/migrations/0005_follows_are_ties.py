"""Follows are ties of ``relations``. ``follow`` stays for one release, for the processes of the version before."""

from django.db import migrations

from relations.takeover import take_over


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("notifications", "0004_find_what_is_shown_and_what_goes"),
        ("relations", "0001_ties_memberships_and_standings"),
    ]

    operations = [
        *take_over("follow", columns=", id", values=", gen_random_uuid()"),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Follow")]),
    ]
