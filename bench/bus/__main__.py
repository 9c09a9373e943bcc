"""Measure on a private broker and database: ``python -m bench.bus``; takes some three minutes."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bus.testing.rabbitmq import Broker
from chassis.testing.servers import own_postgres

SERVICE = "social_graph"
"""The only user that may publish the event that is measured."""
GOALS = {"relay": 2000, "consumer": 800, "p99": 250}


@contextmanager
def stack() -> Iterator[None]:
    """Run a PostgreSQL with durable settings, and a RabbitMQ; set Django up on them."""
    with (
        tempfile.TemporaryDirectory(prefix="kith-bench-bus-") as folder,
        own_postgres(is_durable=True) as database,
        Broker(Path(folder) / "rabbitmq", {SERVICE: "its-password"}) as broker,
    ):
        _set_environment(DATABASE_URL=database.url, AMQP_URL=broker.url(SERVICE))
        django.setup()
        call_command("migrate", run_syncdb=True, verbosity=0)
        yield


def _set_environment(**given: str) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "bench.bus.settings",
        "SECRET_KEY": "a-secret-of-the-measurement",
        "INTERNAL_SECRET": "a-secret-of-the-measurement",
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "JWKS_URL": "http://127.0.0.1:9/",
        "JWT_ISSUER": "http://127.0.0.1:9",
        "PUBLIC_URL": "http://127.0.0.1:9",
        "LOG_LEVEL": "ERROR",
        **given,
    }


def main() -> None:
    """Measure and print the figures with their goals."""
    console, started = Console(), time.monotonic()
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("starting PostgreSQL and RabbitMQ")
        with stack():
            from bench.bus import measures  # it needs Django's models

            progress.update(task, description="relay: outbox to confirmed")
            relayed = measures.relay_rate()
            progress.update(task, description="consumer: queue to committed effect")
            consumed = measures.consumer_rate()
            progress.update(task, description="consumer: with and without log lines, in turns")
            silent, logged = measures.cost_of_lines()
            progress.update(task, description="latency: 50 writes a second")
            p50, p99 = measures.latencies()
    console.print(f"relay     {relayed:6.0f} events/s    goal ≥ {GOALS['relay']}")
    console.print(f"consumer  {consumed:6.0f} events/s    goal ≥ {GOALS['consumer']}")
    console.print(
        f"log lines {100 * (1 - logged / silent):6.1f} % of its rate ({silent:.0f} → {logged:.0f})    goal ≤ 3 %"
    )
    console.print(
        f"commit to effect at 50 writes/s    p50 {p50:.0f} ms    p99 {p99:.0f} ms    goal ≤ {GOALS['p99']} ms"
    )
    console.print(f"took {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
