"""Keyset pagination in SQL: the comparisons from a place in a list.

Where a key, such as an author or a term, may have very many rows, SQL of this package gives it and the LIMIT as
subqueries, ``key = (SELECT %s) … LIMIT (SELECT %s)``, unless it is prepared: PostgreSQL then expects to read a tenth of
the rows of an average key, and reads them in the order of the index. With the values themselves it may expect fewer
rows than a page, and read and sort all rows of the key (docs/adr/0168).
"""

OLDER, NEWER = {"beyond": "<", "order": "DESC"}, {"beyond": ">", "order": "ASC"}
"""What ``{beyond}`` and ``{order}`` are in a query of what is older than a place, or newer; the nearest comes first."""
