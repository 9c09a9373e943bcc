"""More workers of one service than the stack runs: one of their relays leads, and the others wait until it ends."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import MappingProxyType

import requests

from manifest import service_named
from stack.environment import process_environment
from stack.handle import Handle
from stack.identity import launcher
from stack.layout import CHECKOUT

LEADING = "relay_leader 1.0"


@dataclass
class Worker:
    """A worker: the URL of its metrics, and its process."""

    url: str
    process: subprocess.Popen[bytes] | None = None

    def is_leading(self) -> bool:
        """Return whether its relay leads; False when it does not answer."""
        with suppress(requests.RequestException):
            return LEADING in requests.get(f"{self.url}/metrics", timeout=2).text.splitlines()
        return False

    def is_ready(self) -> bool:
        """Return whether it is ready."""
        with suppress(requests.RequestException):
            return requests.get(f"{self.url}/readyz", timeout=2).ok
        return False


def start_another(
    stack: Handle, service: str, kind: str, variables: Mapping[str, str] = MappingProxyType({})
) -> Worker:
    """Start one more process of a service, of a kind such as ``worker``, with ``variables`` beside its own."""
    found = service_named(service)
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    environment = os.environ | process_environment(stack.addresses, found, kind)
    environment |= {**variables, found.process(kind).address: address}
    command = [*launcher(None), sys.executable, "-m", "django", kind]
    with (stack.layout.logs / "contenders.log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, cwd=CHECKOUT, stdout=log, stderr=log)
    return Worker(f"http://{address}", process)


class Workers:
    """The stack's own worker of a service, and others beside it."""

    def __init__(self, stack: Handle, service: str, variables: Mapping[str, str]) -> None:
        """Start with the stack's own worker; the others have ``variables`` beside its own."""
        self._stack, self._service, self._variables = stack, service, variables
        self._all = [Worker(stack.internal_url(f"{service}-worker"))]

    def add(self) -> None:
        """Start another worker."""
        self._all.append(start_another(self._stack, self._service, "worker", self._variables))

    def are_ready(self, count: int) -> bool:
        """Return whether ``count`` workers are ready."""
        return sum(one.is_ready() for one in self._all) >= count

    def leader(self) -> Worker | None:
        """Return the worker whose relay leads now."""
        return next((one for one in self._all if one.is_leading()), None)

    def kill(self, one: Worker) -> None:
        """Kill a worker. The stack restarts its own one by itself; for another one, a new one is started."""
        if one.process is None:
            self._stack.signal(f"{self._service}-worker", "KILL")
            return
        self._all.remove(one)
        one.process.kill()
        one.process.wait()

    def close(self) -> None:
        """Stop the workers that are not the stack's own."""
        for one in self._all[1:]:
            one.process.terminate()
        for one in self._all[1:]:
            one.process.wait(20)


@contextmanager
def several_workers(
    stack: Handle, service: str, count: int, *, variables: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Workers]:
    """Run several workers of a service, the stack's own among them."""
    contenders = Workers(stack, service, variables)
    try:
        for _ in range(count - 1):
            contenders.add()
        yield contenders
    finally:
        contenders.close()
