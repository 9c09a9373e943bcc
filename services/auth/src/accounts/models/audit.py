"""The audit log: what the staff has done."""

from typing import Any

from django.db import models

from chassis.ids import uuid7


class Act(models.TextChoices):
    """What the staff does, and what is done to the staff; each act is written down."""

    SUSPEND = "suspend"
    CHANGE_SUSPENSION = "change_suspension"
    REINSTATE = "reinstate"
    SET_ROLES = "set_roles"
    CREATE_ADMIN = "create_admin"


class AuditEntry(models.Model):
    """One act of the staff, written in its transaction. Triggers refuse to change, delete or truncate (ADR 95).

    The reasons of acts on an account are erased with the account; the acts stay.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    act = models.CharField(max_length=32, choices=Act.choices)
    actor_id = models.UUIDField(null=True)
    """The account that acted; null for a command of an operator, and for a suspension that ended by itself."""
    subject_id = models.UUIDField()
    """The account that it was done to. Both may be deleted meanwhile."""
    reason = models.CharField(max_length=500, blank=True)
    before = models.JSONField()
    after = models.JSONField()
    request_id = models.CharField(max_length=128, blank=True)
    created_at = models.DateTimeField()

    objects: Any = models.Manager()

    class Meta:
        db_table = "audit_entry"
        indexes = [
            models.Index(fields=["subject_id", "id"], name="audit_by_subject"),
            models.Index(fields=["actor_id", "id"], name="audit_by_actor"),
            models.Index(fields=["act", "id"], name="audit_by_act"),
        ]
