"""Find the admins and moderators of a group, the next owners, among up to millions of other members."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("social_graph", "0006_suggestions")]

    operations = [
        AddIndexConcurrently(
            "member",
            models.Index(
                fields=["group", "role", "position"],
                name="group_next_owners",
                condition=Q(role__in=["admin", "moderator"], state="active"),
            ),
        ),
    ]
