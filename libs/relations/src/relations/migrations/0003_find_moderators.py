"""Find the members who answer requests to join a group, among up to millions of others."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("relations", "0002_name_states_of_accounts")]

    operations = [
        AddIndexConcurrently(
            "membership",
            models.Index(
                fields=["group_id", "account_id"],
                name="moderators_of_group",
                condition=Q(role__in=("owner", "admin", "moderator"), state="active"),
            ),
        ),
    ]
