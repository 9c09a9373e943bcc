"""The stack that is tested: a separate one, with a chaos proxy between the broker and each of its users."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from manifest import SERVICES
from stack.agent import GATEWAY_USER
from stack.handle import Handle, running_stack
from stack.layout import Layout
from stack.ports import read_ports
from tests.faults.proxy import ChaosProxy
from tests.faults.workload import SEEDS
from tests.faults.world import World

BROKER_USERS = (*(service.package for service in SERVICES), GATEWAY_USER)
VARIABLES = {"KITH_PORT": "0", "PUBLIC_URL": "", "LIMIT_SCALE": "1000", "ERASURE_SETTLE_SECONDS": "2"}


@dataclass(frozen=True)
class ProxiedStack:
    """A running stack, and the proxies on its way to the broker by the broker's users: ``posts``, ``gateway``."""

    stack: Handle
    broker: Mapping[str, ChaosProxy]

    def new_world(self, folder: Path, *, seed: int, **more: Any) -> World:
        """Return a world for one run; names of its people begin with a number that no other run of this stack has."""
        unique = int(time.time()) % 1_000_000 * SEEDS + seed % SEEDS
        return World(self.stack, folder, seed=unique, broker=self.broker, **more)


@contextmanager
def running_proxied_stack(layout: Layout) -> Iterator[ProxiedStack]:
    """Start a stack whose programs reach the broker through proxies that pass everything on, and stop it at the end.

    Raises StackError when it does not start.
    """
    with ExitStack() as open_proxies:
        proxies = {user: ChaosProxy(target=lambda: read_ports(layout)["rabbitmq"]) for user in BROKER_USERS}
        for proxy in proxies.values():
            open_proxies.callback(proxy.close)
        overrides = {user: {"broker": f"127.0.0.1:{proxy.listen}"} for user, proxy in proxies.items()}
        with running_stack(layout, VARIABLES | {"KITH_OVERRIDES": json.dumps(overrides)}) as stack:
            yield ProxiedStack(stack, proxies)
