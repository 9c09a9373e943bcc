"""The bindings of a service, and when each was last seen."""

from django.db import models


class Binding(models.Model):
    """An event type for which a queue of this service is bound."""

    type = models.TextField(primary_key=True)
    seen_at = models.DateTimeField()  # when the broker was last seen to have it
    lost_since = models.DateTimeField(null=True)  # until the log was read for what was missed

    class Meta:
        db_table = "bus_binding"

    def __str__(self) -> str:
        """Return the type."""
        return self.type
