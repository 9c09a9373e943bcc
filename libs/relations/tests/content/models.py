"""What people made, for the tests of the audience."""

from uuid import UUID

from django.db import models

from chassis.ids import uuid7
from relations.audience import belongs_in_feed, may_see_account, may_see_item, notifies


class Item(models.Model):
    """Something of an author, perhaps in a group."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    author_id = models.UUIDField()
    visibility = models.CharField(max_length=16)
    group_id = models.UUIDField(null=True)

    def __str__(self) -> str:
        """Return the id."""
        return str(self.id)


def shown_to(viewer_id: UUID | None) -> set[UUID]:
    """Return the ids of the items that a viewer may see."""
    return set(Item.objects.filter(may_see_item(viewer_id)).values_list("id", flat=True))


def shown_in_groups_to(viewer_id: UUID | None) -> set[UUID]:
    """Return the same, of groups too."""
    return set(Item.objects.filter(may_see_item(viewer_id, group="group_id")).values_list("id", flat=True))


def feed_of(viewer_id: UUID) -> set[UUID]:
    """Return the ids of the items in a viewer's feed."""
    shown = Item.objects.filter(may_see_item(viewer_id, group="group_id"))
    return set(shown.filter(belongs_in_feed(viewer_id)).values_list("id", flat=True))


def met_by(viewer_id: UUID | None) -> set[UUID]:
    """Return the authors of items whom a viewer may see."""
    return set(Item.objects.filter(may_see_account(viewer_id, author="author_id")).values_list("author_id", flat=True))


def notifiers_of(viewer_id: UUID) -> set[UUID]:
    """Return the authors of items of whose acts a viewer is notified."""
    return set(Item.objects.filter(notifies(viewer_id, author="author_id")).values_list("author_id", flat=True))
