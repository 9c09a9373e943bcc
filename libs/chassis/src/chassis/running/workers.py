"""How many web processes a service has, and how many threads each of them."""

from runtime.cores import usable_cores

AUTO = "auto"
MAX_AUTO_WORKERS = 6
"""More would need more connections than a database allows: during a reload twice as many processes run."""
DEFAULT_THREADS = 4


def number_of_workers(wanted: str) -> int:
    """Return the number of processes for WEB_WORKERS: a number, or ``auto``, which is one for each core, at most 6.

    Raises ValueError for anything else.
    """
    return min(usable_cores(), MAX_AUTO_WORKERS) if wanted == AUTO else int(wanted)
