"""What a program of the stack costs: processor time and memory of its process and of those it has started."""

import os
from collections.abc import Callable
from pathlib import Path

from stack.handle import Handle

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Processes:
    """The programs of a running stack, as the kernel accounts for them."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    def ms_of(self, program: str, act: Callable[[], object], *, times: int) -> float:
        """Return the milliseconds of processor time that the program spends on the cheapest of ``times`` acts.

        What the program does besides (it loads code for the first request, or collects garbage) is counted as well, so
        the cheapest act is nearest to what one costs. The kernel counts in steps of 10 ms.
        """
        return min(self._ms_of(program, act) for _ in range(times))

    def _ms_of(self, program: str, act: Callable[[], object]) -> float:
        before = self._ticks(program)
        act()
        return (self._ticks(program) - before) * 1000 / TICKS_PER_SECOND

    def rss_mb(self, program: str) -> float:
        """Return the memory that the program has in use."""
        return sum(self._pages(pid) for pid in self.family(program)) * os.sysconf("SC_PAGE_SIZE") / 2**20

    def family(self, program: str) -> list[int]:
        """Return the process ids of a program and of all below it."""
        found, new = [], [self._handle.pid(program)]
        while new:
            pid = new.pop()
            found.append(pid)
            new += [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return found

    def _ticks(self, program: str) -> int:
        return sum(self._times(pid) for pid in self.family(program))

    @staticmethod
    def _times(pid: int) -> int:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    @staticmethod
    def _pages(pid: int) -> int:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1])
