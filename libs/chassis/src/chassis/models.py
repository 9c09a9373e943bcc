"""Every table that the chassis gives to a service."""

from chassis.bus.models import Binding
from chassis.idempotency.models import IdempotencyKey
from chassis.inbox.models import InboxEntry
from chassis.jobs.models import Job
from chassis.outbox.models import OutboxEntry

__all__ = ["Binding", "IdempotencyKey", "InboxEntry", "Job", "OutboxEntry"]
