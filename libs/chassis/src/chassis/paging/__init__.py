"""Lists in pages: by cursor, always full, and stable while new items arrive."""

from chassis.paging.answer import page_response
from chassis.paging.page import Page
from chassis.paging.query import PageQuery
from chassis.paging.rows import paginate

__all__ = ["Page", "PageQuery", "page_response", "paginate"]
