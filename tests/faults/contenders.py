"""More workers of one service than the stack runs: of their relays one leads, and the others wait for its end."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import MappingProxyType

import requests

from stack.environment import worker_environment
from stack.handle import Handle
from stack.identity import launcher
from stack.layout import CHECKOUT
from stack.services import service_named

LEADING = "relay_leader 1.0"


@dataclass
class Contender:
    """A worker: where it tells its metrics, and how to kill it."""

    url: str
    process: subprocess.Popen[bytes] | None = None

    def is_leading(self) -> bool:
        """Return whether its relay leads, as far as it can be asked."""
        with suppress(requests.RequestException):
            return LEADING in requests.get(f"{self.url}/metrics", timeout=2).text.splitlines()
        return False

    def is_ready(self) -> bool:
        """Return whether it works."""
        with suppress(requests.RequestException):
            return requests.get(f"{self.url}/readyz", timeout=2).ok
        return False


class Contenders:
    """The stack's own worker of a service, and others beside it."""

    def __init__(self, stack: Handle, service: str, variables: Mapping[str, str]) -> None:
        """Begin with the stack's own; the others have ``variables`` beside its own."""
        self._stack, self._service, self._variables = stack, service, variables
        self._all = [Contender(stack.internal_url(f"{service}-worker"))]

    def add(self) -> None:
        """Start another one."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            address = f"127.0.0.1:{free.getsockname()[1]}"
        environment = os.environ | worker_environment(self._stack.addresses, service_named(self._service))
        command = [*launcher(None), sys.executable, "-m", "django", "worker"]
        with (self._stack.layout.logs / "contenders.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                env=environment | self._variables | {"WORKER_ADDRESS": address},
                cwd=CHECKOUT,
                stdout=log,
                stderr=log,
            )
        self._all.append(Contender(f"http://{address}", process))

    def are_ready(self, count: int) -> bool:
        """Return whether so many work."""
        return sum(one.is_ready() for one in self._all) >= count

    def leader(self) -> Contender | None:
        """Return the one whose relay leads now."""
        return next((one for one in self._all if one.is_leading()), None)

    def kill(self, one: Contender) -> None:
        """Kill a worker. The stack starts its own again by itself; for another one another comes."""
        if one.process is None:
            self._stack.signal(f"{self._service}-worker", "KILL")
            return
        self._all.remove(one)
        one.process.kill()
        one.process.wait()

    def close(self) -> None:
        """End those that are not the stack's own."""
        for one in self._all[1:]:
            one.process.terminate()
        for one in self._all[1:]:
            one.process.wait(20)


@contextmanager
def contending(
    stack: Handle, service: str, count: int, *, variables: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Contenders]:
    """Let so many workers of a service run, the stack's own among them."""
    contenders = Contenders(stack, service, variables)
    try:
        for _ in range(count - 1):
            contenders.add()
        yield contenders
    finally:
        contenders.close()
