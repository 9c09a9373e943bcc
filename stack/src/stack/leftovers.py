"""Processes of this stack that remained after a crash."""

import os
import signal
from pathlib import Path

from runtime.waiting import wait_until
from stack.layout import Layout


def leftovers(layout: Layout) -> list[int]:
    """Return the ids of the processes whose environment has this stack's mark."""
    mark = f"KITH_STACK={layout.run_dir}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            is_ours = mark in (folder / "environ").read_bytes().split(b"\0")
        except OSError:  # it has ended, or is another user's
            continue
        if is_ours and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found


def end_leftovers(layout: Layout) -> int:
    """Kill the remaining processes and return how many there were."""
    pids = leftovers(layout)
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    wait_until(lambda: not leftovers(layout), what="the end of old processes", seconds=10)
    return len(pids)
