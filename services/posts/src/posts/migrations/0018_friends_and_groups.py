"""Posts for friends and for groups, and indexes of what an audience may read.

``posts_by_audience`` takes the place of ``posts_for_anybody`` and ``posts_for_followers``: its order begins with the
author and the visibility, so that any set of visibilities is read without the others. The version before finds the same
rows through it, or through ``posts_of_author``.
"""

from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db import migrations, models
from django.db.models import Q

CHOICES = ["public", "followers", "friends", "group", "private"]
KNOWN = models.CheckConstraint(condition=Q(visibility__in=CHOICES), name="post_visibility_is_known")
HAVE_ONE = models.CheckConstraint(
    condition=Q(visibility="group", group_id__isnull=False) | ~Q(visibility="group") & Q(group_id=None),
    name="posts_for_groups_have_one",
)
IN_GROUPS = Q(deleted_at=None, group_id__isnull=False)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("posts", "0017_likes_of_comments")]
    operations = [
        migrations.AddField("post", "group_id", models.UUIDField(null=True)),
        migrations.AlterField(
            "post", "visibility", models.CharField(max_length=16, choices=[(each, each.title()) for each in CHOICES])
        ),
        migrations.RemoveConstraint("post", KNOWN.name),
        AddConstraintNotValid("post", KNOWN),
        ValidateConstraint("post", KNOWN.name),
        AddConstraintNotValid("post", HAVE_ONE),
        ValidateConstraint("post", HAVE_ONE.name),
        AddIndexConcurrently(
            "post",
            models.Index(
                fields=["author_id", "visibility", "id"],
                include=["is_fanned_out_on_read"],
                name="posts_by_audience",
                condition=Q(deleted_at=None),
            ),
        ),
        AddIndexConcurrently(
            "post", models.Index(fields=["group_id", "id"], name="posts_of_group", condition=IN_GROUPS)
        ),
        AddIndexConcurrently(
            "post",
            models.Index(fields=["group_id", "author_id", "id"], name="group_posts_of_author", condition=IN_GROUPS),
        ),
        RemoveIndexConcurrently("post", "posts_for_anybody"),
        RemoveIndexConcurrently("post", "posts_for_followers"),
    ]
