"""What there is to explore: posts in an order that was determined at one time."""

from typing import ClassVar

from django.db import models

from posts.models.post import Post

PER_GENERATION = 1 << 20
"""Above the number of places in a generation."""


class Explored(models.Model):
    """A post at its place in one generation of the list. Whoever reads pages of a generation continues in it."""

    place = models.BigIntegerField(primary_key=True)
    """``generation * PER_GENERATION + rank``: so that a cursor names both."""
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["place"]

    def __str__(self) -> str:
        """Return the place."""
        return str(self.place)
