"""Fixture for jobs: ``run_jobs`` runs them as the worker would."""

from collections.abc import Callable

import pytest


@pytest.fixture
def run_jobs(db: None) -> Callable[[], int]:
    """Return a function that runs all steps that are due and returns their number; it raises what a step raises."""
    from chassis.jobs.steps import claim, take_step  # models exist only once Django is set up

    def run() -> int:
        count = 0
        while claimed := claim():
            take_step(claimed)
            count += 1
        return count

    return run
