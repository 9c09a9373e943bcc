"""A follow of a private account waits until it is accepted."""

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q


def _requested(field: str, name: str) -> AddIndexConcurrently:
    index = models.Index(fields=[field, "position"], condition=Q(state="requested"), name=name)
    return AddIndexConcurrently("follow", index)


KNOWN = "a_follow_is_in_a_known_state"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("social_graph", "0001_follows")]
    operations = [
        migrations.AlterField(
            "follow",
            "state",
            models.CharField(
                choices=[("active", "Active"), ("requested", "Requested"), ("none", "None")], max_length=10
            ),
        ),
        migrations.RemoveConstraint("follow", "a_follow_has_a_known_state"),
        AddConstraintNotValid(
            "follow",
            models.CheckConstraint(condition=Q(state__in=["active", "requested", "none"]), name=KNOWN),
        ),
        ValidateConstraint("follow", KNOWN),
        migrations.AddField("follow", "request_id", models.UUIDField(null=True)),
        migrations.AddField("follow", "requested_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "follow", "outcome", models.CharField(blank=True, db_default="", default="", max_length=10)
        ),
        _requested("followee_id", "follow_requests_received"),
        _requested("follower_id", "follow_requests_sent"),
        AddIndexConcurrently(
            "follow",
            models.Index(fields=["request_id"], condition=Q(request_id__isnull=False), name="follow_by_request"),
        ),
    ]
