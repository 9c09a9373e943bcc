"""Indexes on what is about a comment, about the posts of an author or a group, and on the quotes of a post."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

MAYBE_ON_COMMENTS = ["like", "reply", "mention"]


def _index(name: str, condition: Q, *fields: str) -> models.Index:
    return models.Index(fields=list(fields), condition=condition, name=name)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("notifications", "0011_mentions_shares_and_quotes")]

    operations = [
        AddIndexConcurrently(
            "notification", _index("notification_of_target", Q(type__in=MAYBE_ON_COMMENTS), "target_id", "id")
        ),
        AddIndexConcurrently(
            "notification",
            _index(
                "notification_by_post_author",
                Q(post_author_id__isnull=False),
                "recipient_id",
                "post_author_id",
                "id",
            ),
        ),
        AddIndexConcurrently(
            "notification",
            _index("notification_by_group_of_post", Q(group_id__isnull=False), "recipient_id", "group_id", "id"),
        ),
        AddIndexConcurrently("post", _index("quotes_of_post", Q(quote_of__isnull=False), "quote_of", "id")),
        # Yesterday's statements name one type or author, which the new indexes contain, too.
        RemoveIndexConcurrently("notification", "notification_of_comment"),
        RemoveIndexConcurrently("notification", "reply_by_post_author"),
    ]
