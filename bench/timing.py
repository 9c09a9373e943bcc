"""How long something takes by the clock."""

import time
from collections.abc import Callable


def milliseconds(act: Callable[[], object]) -> float:
    """Call a function and return how long that took."""
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)
