"""Lists in pages: by cursor, always full, and stable while new items arrive."""

from chassis.http.paging.answer import page_response
from chassis.http.paging.candidates import Fetch
from chassis.http.paging.cursors import START, Place
from chassis.http.paging.page import Key, Page
from chassis.http.paging.query import HIGHEST, LOWEST, PageQuery
from chassis.http.paging.rows import PreparedList, paginate

__all__ = [
    "HIGHEST",
    "LOWEST",
    "START",
    "Fetch",
    "Key",
    "Page",
    "PageQuery",
    "Place",
    "PreparedList",
    "page_response",
    "paginate",
]
