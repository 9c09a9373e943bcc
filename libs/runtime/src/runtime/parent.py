"""Ends a process at once when its parent dies."""

import ctypes
import os
import signal
import threading
import time

PR_SET_PDEATHSIG = 1
"""Source: prctl(2), linux/prctl.h."""
CHECK_SECONDS = 0.1


def die_with(parent: int) -> None:
    """Let the kernel send this process SIGKILL when the process ``parent`` dies; call it first thing after a fork.

    Where the kernel has no such call (only Linux has it), a thread checks ten times a second.
    """
    if not _ask_the_kernel():
        threading.Thread(target=_watch, args=(parent,), name="parent", daemon=True).start()
    if os.getppid() != parent:  # it died before prctl was called
        _die()


def _ask_the_kernel() -> bool:
    try:
        return ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) == 0
    except (AttributeError, OSError):
        return False


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(CHECK_SECONDS)
    _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
