"""Measure on a private database: ``python -m bench.audience``; takes half a minute.

The statement of a page of the feed is executed for each reader, and with the condition from before the audience, in
turn, so that what else the machine does meets all of them alike. Rows and buffers are counted from the plans.
"""

import os
import time
from collections.abc import Callable
from statistics import median, quantiles

import django
from django.core.management import call_command
from rich.console import Console
from rich.table import Table

from chassis.testing.plans import reads_of
from chassis.testing.plugin import ENVIRONMENT
from chassis.testing.servers import own_postgres

ROUNDS = 1_000
PAGE = 20
NOWHERE = "redis://127.0.0.1:9/0"


def main() -> None:
    """Measure and print a table."""
    with own_postgres(is_durable=True) as database:
        settings = {"DJANGO_SETTINGS_MODULE": "posts.settings", "DATABASE_URL": database.url, "REDIS_URL": NOWHERE}
        os.environ.update(ENVIRONMENT | settings | {"JWKS_URL": "http://127.0.0.1:9", "MEDIA_DIR": "/nowhere"})
        django.setup()
        _measure()


def _measure() -> None:
    from bench.audience import pages, rows  # they need Django's models

    call_command("migrate", verbosity=0)
    rows.fill()
    acts = pages.acts(PAGE)
    read = {name: reads_of(act) for name, act in acts.items()}
    table = Table("statement", "rows read", "buffers", "median ms", "fastest tenth ms")
    for name, seconds in _in_turn(acts).items():
        times = [f"{1000 * value:.2f}" for value in (median(seconds), quantiles(seconds, n=10)[0])]
        table.add_row(name, str(read[name].rows), str(read[name].buffers), *times)
    Console(highlight=False).print(table)


def _in_turn(acts: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(ROUNDS):
        for name, act in acts.items():
            began = time.perf_counter()
            act()
            seconds[name].append(time.perf_counter() - began)
    return seconds


if __name__ == "__main__":
    main()
