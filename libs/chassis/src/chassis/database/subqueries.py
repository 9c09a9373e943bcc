"""Conditions that look up rows of another table for each row of a list."""

from django.db.models import BooleanField, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull


def has_row(rows: QuerySet) -> Q:
    """Return the condition that a subquery has a row; it is asked for each row of the list that would be returned.

    For EXISTS PostgreSQL may choose a join that reads the whole other table, because it expects a longer list than it
    finds. A single value it looks up row by row, by the id that the subquery must ask for.
    """
    return Q(IsNull(Subquery(rows.values("pk")[:1]), False))


def has_no_row(rows: QuerySet) -> Q:
    """Return the condition that a subquery has no row, for one that almost never has any.

    Of IS NULL PostgreSQL expects one row in 200. It would then find and sort the whole list to return its first page,
    because it takes the list for nearly empty. Of a NOT it expects one in 2.
    """
    found = Subquery(rows.values_list(Value(True))[:1], output_field=BooleanField())
    return ~Q(Coalesce(found, Value(False)))
