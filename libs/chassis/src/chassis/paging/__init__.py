"""Lists in pages: by cursor, always full, and stable while new items arrive."""

from chassis.paging.answer import page_response
from chassis.paging.candidates import Fetch
from chassis.paging.cursors import START, Place
from chassis.paging.page import Key, Page
from chassis.paging.query import PageQuery
from chassis.paging.rows import paginate

__all__ = ["START", "Fetch", "Key", "Page", "PageQuery", "Place", "page_response", "paginate"]
