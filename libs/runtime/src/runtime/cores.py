"""How many cores this process may use."""

import math
import os
from pathlib import Path

QUOTA = Path("/sys/fs/cgroup/cpu.max")
"""``<microseconds> <period>`` or ``max <period>``. Source: Linux, Documentation/admin-guide/cgroup-v2.rst."""


def usable_cores(quota: Path = QUOTA) -> int:
    """Return the number of cores: those that the kernel lets us run on, but no more than a container's quota."""
    cores = len(os.sched_getaffinity(0))
    try:
        microseconds, period = quota.read_text().split()
    except (OSError, ValueError):
        return cores
    return cores if microseconds == "max" else max(1, min(cores, math.ceil(int(microseconds) / int(period))))
