"""The programs whose processor time is counted, and how much they have used."""

from dataclasses import dataclass

from bench.testbed.processor import GROUPS, children_of, group_of, read_processes, tree_seconds
from stack.handle import Handle


@dataclass(frozen=True)
class Usage:
    """Processor seconds since each program began: by group, and of each worker of each web program."""

    groups: dict[str, float]
    web_workers: dict[str, dict[int, float]]


class Programs:
    """Every program of the stack, and the baselines."""

    def __init__(self, stack: Handle, baselines: dict[str, int]) -> None:
        """Remember the main processes; ``baselines`` are those of web programs beside the stack, by name."""
        self._roots = {name: state.pid for name, state in stack.supervisor.states().items() if state.pid} | baselines
        self._groups = {name: "web" if name in baselines else group_of(name) for name in self._roots}

    def usage(self) -> Usage:
        """Return the processor time that all have used so far."""
        processes = read_processes()
        groups = dict.fromkeys(GROUPS, 0.0)
        for name, root in self._roots.items():
            groups[self._groups[name]] += tree_seconds(root, processes)
        webs = [name for name, group in self._groups.items() if group == "web"]
        workers = {
            name: {pid: tree_seconds(pid, processes) for pid in children_of(self._roots[name], processes)}
            for name in webs
        }
        return Usage(groups, workers)
