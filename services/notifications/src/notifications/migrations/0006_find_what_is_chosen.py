"""Indexes on each choice of a list, in its order: of one type, read or unread, both."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

SHOWN = Q(is_deleted=False, is_hidden=False, senders_count__gt=0)
CHOICES = {
    "notification_by_type": ["type"],
    "notification_by_read": ["is_read"],
    "notification_by_type_and_read": ["type", "is_read"],
}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("notifications", "0005_follows_are_ties")]

    operations = [
        *(
            AddIndexConcurrently(
                "notification",
                models.Index(fields=["recipient_id", *fields, "-position"], condition=SHOWN, name=name),
            )
            for name, fields in CHOICES.items()
        ),
        # Yesterday's unread lists are then found by notification_by_read.
        RemoveIndexConcurrently("notification", "notification_unread_readable"),
    ]
