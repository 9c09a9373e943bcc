"""Find the causes of a request to join a group: each of its moderators has one."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("notifications", "0009_requests_and_groups")]

    operations = [
        AddIndexConcurrently(
            "cause",
            models.Index(fields=["sender_id"], condition=Q(type="group_request"), name="group_request_by_sender"),
        ),
    ]
