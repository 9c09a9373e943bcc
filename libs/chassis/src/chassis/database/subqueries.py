"""Conditions that look up rows of another table for each row of a list."""

from django.db.models import BooleanField, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull


def has_row(rows: QuerySet) -> Q:
    """Return the condition that a subquery has a row; it is evaluated for each row that the list would return.

    For EXISTS PostgreSQL may choose a join that reads the whole other table, because it expects a longer list than it
    finds. It looks up a single value row by row, by the id that the subquery must compare.
    """
    return Q(IsNull(Subquery(rows.values("pk")[:1]), False))


def has_no_row(rows: QuerySet) -> Q:
    """Return the condition that a subquery has no row, for a subquery that almost never has one.

    PostgreSQL estimates that IS NULL is true for one row in 200. It would then expect a nearly empty list, and read and
    sort all of it to return its first page. For NOT it estimates one row in 2.
    """
    found = Subquery(rows.values_list(Value(True))[:1], output_field=BooleanField())
    return ~Q(Coalesce(found, Value(False)))
