"""How long to wait before trying again."""

import random

BASE_DELAY_SECONDS = 0.2
MAX_DELAY_SECONDS = 5.0


def retry_delay_seconds(*, attempt: int, max_seconds: float = MAX_DELAY_SECONDS) -> float:
    """Return how long to wait before retry number ``attempt``, counting from 0; at most ``max_seconds``.

    Uniform between 0 and min(max_seconds, BASE_DELAY_SECONDS * 2**attempt): many processes do not retry at the same
    time. Raises ValueError for a negative attempt. Source: M. Brooker, "Exponential Backoff and Jitter", AWS
    Architecture Blog, 2015.
    """
    if attempt < 0:
        raise ValueError(f"attempt must be 0 or more, not {attempt}")
    return random.uniform(0, min(max_seconds, BASE_DELAY_SECONDS * 2 ** min(attempt, 30)))  # noqa: S311
