"""Waiting for a condition, with a deadline."""

import time
from collections.abc import Callable

FIRST_PAUSE_SECONDS = 0.01
LAST_PAUSE_SECONDS = 0.1


def wait_until(condition: Callable[[], object], *, what: str = "a condition", seconds: float = 60) -> None:
    """Return as soon as the condition is true.

    It is checked at growing intervals, up to 0.1 s. An AssertionError of the condition counts as false. After
    ``seconds`` it is raised, or a TimeoutError that says ``what`` was waited for.
    """
    deadline, pause = time.monotonic() + seconds, FIRST_PAUSE_SECONDS
    while not _is_true(condition, is_last=time.monotonic() > deadline):
        if time.monotonic() > deadline:
            raise TimeoutError(f"Waited {seconds:.0f} s: {what}")
        time.sleep(pause)
        pause = min(2 * pause, LAST_PAUSE_SECONDS)


def _is_true(condition: Callable[[], object], *, is_last: bool) -> bool:
    try:
        return bool(condition())
    except AssertionError:
        if is_last:
            raise
        return False
