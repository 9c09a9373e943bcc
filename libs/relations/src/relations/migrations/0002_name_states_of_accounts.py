"""``Standing`` is called ``AccountState``; its table keeps its name, and no statement is run on the database."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("relations", "0001_ties_memberships_and_standings")]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RenameModel("Standing", "AccountState")]),
    ]
