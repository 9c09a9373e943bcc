"""What the indexes cost: their size, and an edit of a profile."""

import time
from statistics import median
from uuid import UUID

from django.db import connection

from profiles.models import Profile

EDITS = 500
SIZE = "SELECT sum(pg_relation_size(indexrelid)) FROM pg_stat_user_indexes WHERE indexrelname LIKE 'profiles\\_by\\_%'"


def milliseconds() -> float:
    """Return the median time of an edit of a bio, its commit included."""
    times = []
    for number in range(1, EDITS + 1):
        began = time.perf_counter()
        Profile.objects.filter(id=UUID(int=(number * 100) << 64)).update(
            bio=f"An edit, number {number}, of some words."
        )
        times.append(time.perf_counter() - began)
    return 1000 * median(times)


def size_mb() -> float:
    """Return the size of the indexes of searches."""
    with connection.cursor() as cursor:
        cursor.execute(SIZE)
        return float(cursor.fetchone()[0]) / 2**20
