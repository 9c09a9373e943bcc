"""What is stored twice, and can be counted or derived again, for ``audit`` and ``repair``."""

from posts.projections import counts, tags

COUNTS = [*counts.COUNTS, tags.COUNT]
