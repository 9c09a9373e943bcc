"""What can be set for a run, and what it is by default: the conditions of the published figures."""

from dataclasses import dataclass
from pathlib import Path

BENCH = Path(__file__).parent
RESULTS = BENCH / "results"


@dataclass(frozen=True)
class Settings:
    """The conditions of one run; they are written into its results."""

    seconds: int = 3
    """Length of one measurement."""
    rounds: int = 3
    """How often every case is measured, all cases in turn; the figures are medians."""
    connections: int = 16
    accounts: int = 200
    """Accounts that take turns, each with an access token of its own."""
    workers: int = 2
    threads: int = 4
    """Of each worker, for every service and both baselines."""
    warm_up_seconds: int = 2
