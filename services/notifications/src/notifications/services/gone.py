"""What was deleted."""

from uuid import UUID

from notifications.models import Removal


def is_gone(*object_ids: UUID) -> bool:
    """Return whether one of these posts and comments was deleted."""
    return Removal.objects.filter(object_id__in=object_ids).exists()
