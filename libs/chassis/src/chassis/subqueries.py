"""Conditions that look up rows of another table for each row of a list."""

from django.db.models import Q, QuerySet, Subquery
from django.db.models.lookups import IsNull


def has_row(rows: QuerySet) -> Q:
    """Return the condition that a subquery has a row; it is asked for each row of the list that would be returned.

    For EXISTS PostgreSQL may choose a join that reads the whole other table, because it expects a longer list than it
    finds. A single value it looks up row by row, by the id that the subquery must ask for.
    """
    return Q(IsNull(Subquery(rows.values("pk")[:1]), False))
