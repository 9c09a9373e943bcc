"""The function that runs the steps of each kind of job; filled when a service's ``apps`` imports its services."""

from collections.abc import Callable
from typing import Any

State = dict[str, Any]
"""The progress of a job, as JSON. The first step gets an empty one."""

Step = Callable[[str, State], State | None]

_steps: dict[str, Step] = {}


def job(kind: str) -> Callable[[Step], Step]:
    """Register the decorated function for the steps of a kind of job.

    The worker calls ``step(key, state)`` in a transaction. It does a bounded piece of the work, well below a second,
    and returns the state that the next step gets, or None when nothing is left. It may run more than once for the same
    state: any exception rolls back what it did, and the same step is retried later, without limit. ``Later`` says when,
    and is not counted as a failure.
    """

    def register(step: Step) -> Step:
        _steps[kind] = step
        return step

    return register


def step_of(kind: str) -> Step:
    """Return the function that runs the steps of a kind. Raises LookupError when there is none."""
    if kind not in _steps:
        raise LookupError(f"no @job is registered for {kind!r}")
    return _steps[kind]


def known_kinds() -> list[str]:
    """Return every kind that this code can run; jobs of other kinds wait for a worker of another version."""
    return sorted(_steps)
