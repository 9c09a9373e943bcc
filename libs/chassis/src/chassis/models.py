"""Every table that the chassis gives to a service."""

from chassis.events.consuming.models import Binding
from chassis.events.inbox.models import InboxEntry
from chassis.events.outbox.models import OutboxEntry
from chassis.http.idempotency.models import IdempotencyKey
from chassis.jobs.models import Job

__all__ = ["Binding", "IdempotencyKey", "InboxEntry", "Job", "OutboxEntry"]
