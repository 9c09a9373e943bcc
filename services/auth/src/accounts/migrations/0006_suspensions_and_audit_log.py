"""States of accounts, suspensions, and an audit log that can only grow."""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

# For each statement, so that it is refused also when it would change no row.
APPEND_ONLY = """
CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_entry_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse();
"""
NOT_ANY_MORE = """
DROP TRIGGER audit_entry_is_append_only ON audit_entry;
DROP FUNCTION audit_entry_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_email_links")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="state",
            field=models.CharField(
                choices=[("active", "Active"), ("suspended", "Suspended")],
                db_default="active",
                default="active",
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="state_version",
            field=models.PositiveBigIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="account",
            name="state_changed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="held_suspension",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_id", models.UUIDField()),
                ("reason", models.CharField(max_length=500)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "suspension",
                "indexes": [
                    models.Index(
                        condition=models.Q(("until__isnull", False)), fields=["until"], name="suspension_by_end"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("suspend", "Suspend"),
                            ("change_suspension", "Change Suspension"),
                            ("reinstate", "Reinstate"),
                            ("set_roles", "Set Roles"),
                            ("create_admin", "Create Admin"),
                        ],
                        max_length=32,
                    ),
                ),
                ("actor_id", models.UUIDField(null=True)),
                ("subject_id", models.UUIDField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                ("request_id", models.CharField(blank=True, max_length=128)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "audit_entry",
                "indexes": [
                    models.Index(fields=["subject_id", "id"], name="audit_by_subject"),
                    models.Index(fields=["actor_id", "id"], name="audit_by_actor"),
                    models.Index(fields=["act", "id"], name="audit_by_act"),
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, NOT_ANY_MORE),
    ]
