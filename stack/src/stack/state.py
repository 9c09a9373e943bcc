"""The process that runs this stack, and its URL: read by `stop`, `status` and the tests."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from stack.errors import StackError
from stack.identity import make_folder, write_file
from stack.layout import Layout


@dataclass(frozen=True)
class State:
    """A stack that runs and is healthy."""

    pid: int
    """The process of `make run`; TERM ends the whole stack."""
    url: str


def write_state(layout: Layout, state: State) -> None:
    """Record that the stack is healthy."""
    write_file(layout.state_file, json.dumps(asdict(state)) + "\n", mode=0o644)


def read_state(layout: Layout) -> State | None:
    """Return the stack that runs in this layout and is healthy, or None."""
    if not layout.state_file.exists():
        return None
    state = State(**json.loads(layout.state_file.read_text()))
    return state if state.pid == runner_pid(layout) else None


def runner_pid(layout: Layout) -> int | None:
    """Return the process that holds this layout, healthy or not."""
    if not layout.lock_file.exists():
        return None
    with layout.lock_file.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read() or 0) or None
    return None


@contextmanager
def hold(layout: Layout) -> Iterator[None]:
    """Lock the layout for this process. Raises StackError when a stack runs in it already."""
    make_folder(layout.run_dir, mode=0o755)
    with layout.lock_file.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            state = read_state(layout)
            raise StackError(
                f"Kith runs already{f' at {state.url}' if state else ''}. End it with: make stop"
            ) from None
        layout.state_file.unlink(missing_ok=True)  # of a runner that was killed
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            layout.state_file.unlink(missing_ok=True)
            file.truncate(0)
