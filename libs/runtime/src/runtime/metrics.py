"""Prometheus metrics of a process; with PROMETHEUS_MULTIPROC_DIR those of all workers of one gunicorn together."""

import os

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest, multiprocess


def exposition() -> bytes:
    """Return all metrics in Prometheus' text format."""
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
