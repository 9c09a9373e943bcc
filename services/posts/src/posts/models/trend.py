"""Trending hashtags, as they were last counted."""

from typing import ClassVar

from django.db import models

from posts.text_entities import HASHTAG_MAX_LENGTH


class Trend(models.Model):
    """A hashtag that more accounts used in public posts within a day than within the day before."""

    tag = models.CharField(max_length=HASHTAG_MAX_LENGTH, primary_key=True)
    """In its normal form."""
    name = models.CharField(max_length=HASHTAG_MAX_LENGTH, db_default="")
    """As most accounts wrote it within the last day; empty until it is counted again after an update."""
    rank = models.PositiveIntegerField()
    """Its place: 1 is the first."""
    accounts_count = models.PositiveIntegerField()
    """How many accounts used it within the last day."""
    score = models.FloatField()
    """As decayed since ``peaked_at``."""
    peak = models.FloatField()
    """The highest score, compared with what earlier ones had decayed to."""
    peaked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["rank"], name="one_trend_per_rank")]

    @property
    def shown_name(self) -> str:
        """Return what it is called."""
        return self.name or self.tag

    def __str__(self) -> str:
        """Return the tag."""
        return f"#{self.tag}"
