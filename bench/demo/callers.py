"""Many people doing things at once, with a bar that shows how far they are."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

T = TypeVar("T")
R = TypeVar("R")

WORKERS = 12
"""Threads and thus connections; more do not help on 2 cores."""


class Callers:
    """A pool of threads."""

    def __init__(self, console: Console) -> None:
        """Make the threads."""
        self._console = console
        self._pool = ThreadPoolExecutor(WORKERS)

    def do(
        self, title: str, work: Callable[[T], R], items: Sequence[T], *, size: Callable[[T], int] = lambda item: 1
    ) -> list[R]:
        """Do the work for every item and return the results in order. The first exception is raised and ends all.

        The bar counts the ``size`` of each item.
        """
        columns = (TextColumn("{task.description:<18}"), BarColumn(40), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self._console) as progress:
            bar = progress.add_task(title, total=sum(map(size, items)))
            results = []
            try:
                for item, result in zip(items, self._pool.map(work, items), strict=True):
                    results.append(result)
                    progress.advance(bar, size(item))
            except BaseException:
                self._pool.shutdown(wait=False, cancel_futures=True)
                raise
        return results
