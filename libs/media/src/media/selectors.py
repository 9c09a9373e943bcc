"""Reads of pictures."""

from uuid import UUID

from media.models import Picture


def owners_of_hidden_pictures() -> list[UUID]:
    """Return the accounts that have hidden pictures, in their order."""
    hidden = Picture.objects.filter(hidden_as__isnull=False)
    return list(hidden.order_by("owner_id").values_list("owner_id", flat=True).distinct())
