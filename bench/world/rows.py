"""What the modules that write rows have in common: the plan comes on standard input, many rows in one statement."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from bench.world.plan import Plan, PlannedPost
from bench.world.ties import Ties

CHUNK = 2_000


def dump(plan: Plan) -> str:
    """Return the plan as JSON."""
    return json.dumps(asdict(plan))


def read_plan() -> Plan:
    """Return the plan from standard input, after Django is set up."""
    import django  # the modules below need its settings, which the caller's environment names

    django.setup()
    data = json.load(sys.stdin)
    follows = [tuple(pair) for pair in data["follows"]]
    return Plan(data["people"], follows, [PlannedPost(**post) for post in data["posts"]], Ties(**data["ties"]))


def insert(model: Any, rows: Iterable[Any]) -> None:
    """Insert model instances."""
    model.objects.bulk_create(rows, batch_size=CHUNK)
