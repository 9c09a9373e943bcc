"""The port of each program: stored, and chosen again when another program uses it."""

import json
import os

from manifest import PROGRAMS, SERVICES
from runtime.ports import free_port, reserve
from stack.errors import StackError
from stack.identity import write_file
from stack.layout import Layout

PUBLIC = "public"
FIRST_PUBLIC_PORT = 8080


def port_names() -> list[str]:
    """Return the names of all internal ports."""
    servers = ["rabbitmq", "rabbitmq-distribution", "rabbitmq-management", "epmd", "redis", "gateway-agent"]
    return [*servers, *(f"{service.name}-database" for service in SERVICES), *PROGRAMS]


def read_ports(layout: Layout) -> dict[str, int]:
    """Return the ports of the last start; empty before the first one."""
    if not layout.ports_file.exists():
        return {}
    ports: dict[str, int] = json.loads(layout.ports_file.read_text())
    return ports


def choose_ports(layout: Layout) -> dict[str, int]:
    """Reserve a port for every name, the same as last time where possible, and store them.

    Raises StackError when the port that KITH_PORT asks for is taken.
    """
    last = read_ports(layout)
    kept = {name for name in port_names() if name in last and reserve(last[name])}
    ports = {name: last[name] if name in kept else free_port() for name in port_names()}
    ports[PUBLIC] = _public_port(last.get(PUBLIC))
    write_file(layout.ports_file, json.dumps(ports, indent=2, sort_keys=True) + "\n", mode=0o644)
    return ports


def _public_port(last: int | None) -> int:
    """Return the gateway's port: KITH_PORT (0: any free one), by default the first free one from 8080 on."""
    asked = os.environ.get("KITH_PORT")
    if not asked or (asked == "0" and last):
        usual = range(FIRST_PUBLIC_PORT, FIRST_PUBLIC_PORT + 100)
        return next(port for port in (last, *usual) if port and reserve(port))
    if asked == "0":
        return free_port()
    if not reserve(int(asked)):
        raise StackError(f"Port {asked} is taken. Choose another: KITH_PORT=8090 make run")
    return int(asked)
