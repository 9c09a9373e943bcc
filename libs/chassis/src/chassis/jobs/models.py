"""The table of jobs that are not finished."""

from django.db import models
from django.db.models.functions import Now

from chassis.ids import uuid7


class Job(models.Model):
    """Work that a change has caused and that is not finished; a finished job has no row.

    ``next_attempt_at`` is when its next step is due. While a worker runs a step it is the end of the worker's lease.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.TextField()
    key = models.TextField()
    """What the work is about, e.g. the id of a post. At most one job of a kind has a key."""
    state = models.JSONField(default=dict)
    """The state that the last step returned for the next one; empty at the beginning."""
    attempts = models.IntegerField(default=0)
    """Attempts at the next step so far."""
    traceparent = models.TextField(default="")
    request_id = models.TextField(default="", db_default="")
    """The id of the request that caused the work; empty when there was none."""
    created_at = models.DateTimeField(db_default=Now())
    next_attempt_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "job"
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_job_per_kind_and_key")]
        indexes = [models.Index(fields=["next_attempt_at", "id"], name="job_due")]

    def __str__(self) -> str:
        """Return the kind and the key."""
        return f"{self.kind} {self.key}"
