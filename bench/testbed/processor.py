"""Processor time by program, read from /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

GROUPS = ("web", "postgres", "redis", "nginx", "workers", "broker")
"""The groups of programs; ``workers`` are relays, consumers, and the gateway's agent."""
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def group_of(program: str) -> str:
    """Return the group of a program of the stack: ``posts-web`` is web, ``posts-database`` postgres."""
    endings = {"web": "web", "worker": "workers", "agent": "workers", "database": "postgres"}
    by_name = {"epmd": "broker", "rabbitmq": "broker", "redis": "redis", "nginx": "nginx"}
    return by_name.get(program) or endings.get(program.rpartition("-")[2], "workers")


@dataclass(frozen=True)
class Process:
    """One line of /proc/<pid>/stat: ``seconds`` of processor time, with those of children that have ended."""

    pid: int
    parent: int
    seconds: float


def read_processes() -> dict[int, Process]:
    """Return every process of the machine."""
    found = (_read(folder) for folder in Path("/proc").iterdir() if folder.name.isdigit())
    return {process.pid: process for process in found if process}


def tree_seconds(root: int, processes: dict[int, Process]) -> float:
    """Return the processor time of a process and all that descend from it."""
    children = children_of(root, processes)
    own = processes[root].seconds if root in processes else 0
    return own + sum(tree_seconds(child, processes) for child in children)


def children_of(root: int, processes: dict[int, Process]) -> list[int]:
    """Return the processes that a process has started, oldest id first."""
    return sorted(pid for pid, process in processes.items() if process.parent == root)


def parse_stat(text: str) -> Process:
    """Return a line of /proc/<pid>/stat as data. Source: proc(5), fields 1, 4 and 14 to 17."""
    pid, rest = int(text.split(" ", 1)[0]), text.rpartition(")")[2].split()
    return Process(pid, int(rest[1]), sum(map(int, rest[11:15])) / TICKS_PER_SECOND)


def _read(folder: Path) -> Process | None:
    try:
        return parse_stat((folder / "stat").read_text())
    except (FileNotFoundError, ProcessLookupError):
        return None
