"""Measure on a private database and Redis: ``python -m bench.feed``; ``make bench-feed``. Takes some minutes.

A page is made as the view makes it, without HTTP. The goals are ratios of medians within one run: at most 1.2 for each
comparison; and at least 20,000 entries of timelines a second, added by one worker. Pages of the small and of the large
world are read a minute apart, and a machine that others use may be a third slower then: both are compared with a
yardstick that takes turns with them.
"""

import json
import os
import sys
from statistics import median
from uuid import UUID

import django
from django.core.management import call_command
from rich.console import Console
from rich.table import Table

from bench.entries import kinds_of
from bench.timing import milliseconds
from chassis.testing.plugin import ENVIRONMENT
from chassis.testing.servers import own_postgres, redis_server

GOAL_RATIO, GOAL_ENTRIES = 1.2, 20_000
SMALL, LARGE = 10_000, 1_000_000
ROUNDS = 25
YARDSTICK = "yardstick"
console = Console(highlight=False, width=150)


def main() -> int:
    """Measure and print the table; return 1 if a goal is missed."""
    with own_postgres(is_durable=True) as database, redis_server() as redis_url:
        settings = {"DJANGO_SETTINGS_MODULE": "posts.settings", "DATABASE_URL": database.url, "REDIS_URL": redis_url}
        os.environ.update(ENVIRONMENT | settings | {"JWKS_URL": "http://127.0.0.1:9", "MEDIA_DIR": "/nowhere"})
        django.setup()
        call_command("migrate", verbosity=0)
        return _measure()


def _measure() -> int:
    from bench.feed import fan_out, rows  # they need Django's models
    from posts import timelines

    groups = rows.fill(SMALL)
    kinds_of(json.loads(entry) for readers in groups.values() for reader in readers for entry in _read(reader))
    small = _medians(groups)
    rows.add_posts(SMALL + 1, LARGE)
    timelines.invalidate_all()
    large = _medians(groups)
    entries = fan_out.entries_per_second()
    table = Table("a page of the feed", "p50 ms", "against", "p50 ms", "ratio")
    ratios = [
        _row(table, f"{rows.MANY:,} followees", large["many"], f"{rows.FEW} followees", large["few"]),
        _row(table, f"{LARGE:,} posts", large["many"], f"{SMALL:,} posts", _now(small, large)),
        _row(table, f"{2 * rows.TIES:,} blocks and mutes", large["ties"], "none", large["many"]),
    ]
    console.print(table)
    console.print(f"fan-out: {entries:,.0f} entries of timelines a second in one worker")
    missed = sum(ratio > GOAL_RATIO for ratio in ratios) + (entries < GOAL_ENTRIES)
    console.print(f"goals: ratios at most {GOAL_RATIO}, at least {GOAL_ENTRIES:,} entries a second; missed: {missed}")
    return 1 if missed else 0


def _row(table: Table, name: str, measured: float, other: str, base: float) -> float:
    table.add_row(name, f"{measured:.2f}", other, f"{base:.2f}", f"{measured / base:.2f}")
    return measured / base


def _now(before: dict[str, float], now: dict[str, float]) -> float:
    """Return what a page of the small world would take now."""
    return before["many"] * now[YARDSTICK] / before[YARDSTICK]


def _medians(groups: dict[str, list[UUID]]) -> dict[str, float]:
    """Return the median time of a page by group; the groups take turns, so that all meet the same conditions."""
    times: dict[str, list[float]] = {name: [] for name in (*groups, YARDSTICK)}
    for number in range(ROUNDS):
        for readers in zip(*groups.values(), strict=True):
            for name, reader in zip(groups, readers, strict=True):
                taken = milliseconds(lambda reader=reader: _read(reader))
                if number:  # the first round creates timelines and cards
                    times[name].append(taken)
            times[YARDSTICK].append(milliseconds(_measure_machine))
    return {name: median(each) for name, each in times.items()}


def _measure_machine() -> None:
    """Take some time of PostgreSQL and of Python, as a page does, which no number of posts changes."""
    from django.db import connection

    with connection.cursor() as cursor:
        for _ in range(6):  # as many statements as a page of the feed has
            cursor.execute("SELECT n, md5(n::text) FROM generate_series(1, 300) AS n")
            json.dumps(cursor.fetchall())


def _read(reader: UUID) -> list[bytes]:
    """Return the entries of a page as JSON."""
    from chassis.http.paging import START, PageQuery
    from chassis.http.renderers import json_of
    from posts.serializers.feed import feed_post_out
    from posts.serializers.posts import CARDS
    from posts.services.feed import feed_read

    page = feed_read(account_id=reader, query=PageQuery(20, START, "feed"), render=CARDS)
    entries = [json_of(feed_post_out(item)) for item in page.results]
    assert len(entries) == 20
    return entries


if __name__ == "__main__":
    sys.exit(main())
