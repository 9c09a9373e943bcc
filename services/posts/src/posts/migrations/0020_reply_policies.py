"""Who may comment on a post: everybody who may read it, unless its author says otherwise."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

POLICIES = [("everyone", "Everyone"), ("followers", "Followers"), ("mentioned", "Mentioned"), ("nobody", "Nobody")]
NAME = "post_reply_policy_is_known"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("posts", "0019_media")]
    operations = [
        migrations.AddField(
            "post",
            "reply_policy",
            models.CharField(choices=POLICIES, default="everyone", db_default="everyone", max_length=16),
        ),
        AddConstraintNotValid(
            "post",
            models.CheckConstraint(condition=Q(reply_policy__in=[name for name, _ in POLICIES]), name=NAME),
        ),
        ValidateConstraint("post", NAME),
    ]
