"""Waiting for a condition, with a deadline."""

import time
from collections.abc import Callable

FIRST_PAUSE_SECONDS = 0.01
LAST_PAUSE_SECONDS = 0.1


def wait_until(condition: Callable[[], object], *, what: str = "a condition", seconds: float = 60) -> None:
    """Return as soon as the condition is true.

    It is checked at growing intervals, up to 0.1 s. An AssertionError of the condition counts as false, and so does a
    LookupError: what it reads may not exist yet. After ``seconds`` the last of them is raised, or a TimeoutError that
    says ``what`` was waited for.
    """
    failures: list[AssertionError | LookupError] = []

    def holds() -> bool:
        failures.clear()
        try:
            return bool(condition())
        except (AssertionError, LookupError) as failure:
            failures.append(failure)
            return False

    if not becomes_true(holds, seconds=seconds):
        raise failures[0] if failures else TimeoutError(f"Waited {seconds:.0f} s: {what}")


def becomes_true(condition: Callable[[], object], *, seconds: float) -> bool:
    """Return True as soon as the condition is true, False when it is not after ``seconds``.

    It is checked at growing intervals, up to 0.1 s, and once more at the end.
    """
    deadline, pause = time.monotonic() + seconds, FIRST_PAUSE_SECONDS
    while not (is_true := bool(condition())) and time.monotonic() < deadline:
        time.sleep(pause)
        pause = min(2 * pause, LAST_PAUSE_SECONDS)
    return is_true
