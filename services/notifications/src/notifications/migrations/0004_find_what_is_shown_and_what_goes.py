"""Indexes on what is shown only, and on what goes with a post, a comment or a notification."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

SHOWN = {"is_deleted": False, "is_hidden": False, "senders_count__gt": 0}
IN_LIST = ["recipient_id", "-position"]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("notifications", "0003_who_may_read")]

    operations = [
        AddIndexConcurrently("cause", models.Index(fields=["notification"], name="cause_by_notification")),
        AddIndexConcurrently(
            "notification", models.Index(fields=IN_LIST, condition=Q(**SHOWN), name="notification_readable")
        ),
        AddIndexConcurrently(
            "notification",
            models.Index(fields=IN_LIST, condition=Q(**SHOWN) & Q(is_read=False), name="notification_unread_readable"),
        ),
        AddIndexConcurrently(
            "notification",
            models.Index(fields=["post_id", "id"], condition=Q(post_id__isnull=False), name="notification_of_post"),
        ),
        AddIndexConcurrently(
            "notification",
            models.Index(fields=["target_id", "id"], condition=Q(type="reply"), name="notification_of_comment"),
        ),
        AddIndexConcurrently(
            "notification",
            models.Index(
                fields=["recipient_id", "post_author_id", "id"],
                condition=Q(type="reply"),
                name="reply_by_post_author",
            ),
        ),
        # Yesterday's lists are then found by one_notification_per_target_and_period, which begins with the recipient.
        RemoveIndexConcurrently("notification", "notification_shown"),
        RemoveIndexConcurrently("notification", "notification_unread"),
        RemoveIndexConcurrently("notification", "notification_post"),
        RemoveIndexConcurrently("notification", "notification_comment"),
    ]
