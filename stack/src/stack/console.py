"""The output of `make run`: one line per step, with its seconds."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

console = Console(highlight=False)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print a step, and then how long it took."""
    started = time.monotonic()
    with console.status(f"{title} …"):
        yield
    console.print(f"  [green]✓[/] {title:<44} [dim]{time.monotonic() - started:5.1f} s[/]")
