"""How much memory a running stack takes: ``python -m bench.memory``, beside `make run`.

Memory that processes share counts once: each has its part of it (PSS). Source: proc_pid_smaps(5).
"""

import re
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.testbed.processor import children_of, group_of, read_processes
from stack.handle import Handle
from stack.layout import find_layout

MEBIBYTE_IN_KIB = 1024
PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def main() -> None:
    """Print the memory by group of programs, the supervisor and `make run` itself included."""
    used = memory_in_kib(Handle(find_layout()))
    table = Table("programs", "MiB")
    for group, kib in used.most_common():
        table.add_row(group, f"{kib / MEBIBYTE_IN_KIB:.0f}")
    table.add_row("all", f"{used.total() / MEBIBYTE_IN_KIB:.0f}")
    Console(highlight=False).print(table)


def memory_in_kib(stack: Handle) -> Counter[str]:
    """Return the proportional set size of all processes of a stack, by group."""
    processes = read_processes()
    roots = {state.pid: group_of(name) for name, state in stack.supervisor.states().items() if state.pid}
    runner = processes[processes[next(iter(roots))].parent].parent
    used: Counter[str] = Counter()
    waiting = [(runner, "supervisor")]
    while waiting:
        pid, group = waiting.pop()
        used[group] += _pss_in_kib(pid)
        waiting += [(child, roots.get(child, group)) for child in children_of(pid, processes)]
    return used


def _pss_in_kib(pid: int) -> int:
    try:
        found = PSS.search((Path("/proc") / str(pid) / "smaps_rollup").read_text())
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(found[1]) if found else 0


if __name__ == "__main__":
    main()
