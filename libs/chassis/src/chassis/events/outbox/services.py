"""Changes of the outbox besides emitting."""

from datetime import datetime

from chassis.events.outbox.models import OutboxEntry


def outbox_replay(*, since: datetime) -> int:
    """Have the relay publish every event since a time again; return how many. Consumers recognise them by their ids."""
    published = OutboxEntry.objects.filter(created_at__gte=since, published_at__isnull=False)
    return published.update(published_at=None, retry_at=None, attempts=0)
