"""Groups and their members."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.db import migrations, models
from django.db.models import Q

ROLES = [("owner", "Owner"), ("admin", "Admin"), ("moderator", "Moderator"), ("member", "Member")]
STATES = [
    ("active", "Active"),
    ("requested", "Requested"),
    ("invited", "Invited"),
    ("banned", "Banned"),
    ("none", "None"),
]
LISTED = ("active", "requested", "invited", "banned")
NOW = django.db.models.functions.datetime.Now


class Migration(migrations.Migration):
    dependencies = [("social_graph", "0004_friendships")]
    operations = [
        migrations.CreateModel(
            name="Group",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("name", models.CharField(blank=True, max_length=100)),
                ("description", models.CharField(blank=True, max_length=1000)),
                (
                    "visibility",
                    models.CharField(choices=[("public", "Public"), ("private", "Private")], max_length=10),
                ),
                (
                    "joining",
                    models.CharField(choices=[("open", "Open"), ("by_request", "By Request")], max_length=10),
                ),
                ("members_count", models.BigIntegerField(default=0)),
                ("version", models.PositiveBigIntegerField(default=1)),
                ("created_at", models.DateTimeField(db_default=NOW())),
                ("changed_at", models.DateTimeField(db_default=NOW())),
                ("deleted_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["id"], condition=Q(visibility="public", deleted_at=None), name="public_groups")
                ],
                "constraints": [
                    models.CheckConstraint(condition=Q(members_count__gte=0), name="members_are_not_negative"),
                    models.CheckConstraint(
                        condition=Q(visibility__in=["public", "private"]), name="group_visibility_is_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(joining__in=["open", "by_request"]), name="group_joining_is_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(deleted_at=None) | Q(name="", description=""), name="deleted_groups_have_no_words"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, primary_key=True, serialize=False)),
                ("account_id", models.UUIDField()),
                ("role", models.CharField(choices=ROLES, default="member", max_length=10)),
                ("state", models.CharField(choices=STATES, max_length=10)),
                ("invited_by", models.UUIDField(null=True)),
                ("version", models.PositiveBigIntegerField(default=0)),
                ("position", models.UUIDField()),
                ("changed_at", models.DateTimeField(db_default=NOW())),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="social_graph.group",
                    ),
                ),
            ],
            options={
                "indexes": [
                    *(
                        models.Index(fields=["group", "position"], condition=Q(state=state), name=f"group_{state}")
                        for state in LISTED
                    ),
                    *(
                        models.Index(
                            fields=["account_id", "position"], condition=Q(state=state), name=f"account_{state}"
                        )
                        for state in LISTED
                    ),
                    models.Index(fields=["group"], condition=Q(state="active", role="owner"), name="group_owners"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "account_id"), name="one_member_per_group_and_account"),
                    models.CheckConstraint(
                        condition=Q(state__in=[state for state, _ in STATES]), name="member_state_is_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(state="active", role__in=[role for role, _ in ROLES]) | Q(role="member"),
                        name="only_members_have_roles",
                    ),
                ],
            },
        ),
    ]
