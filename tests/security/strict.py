"""A second entry to the stack, with the default limits: a gateway and web processes of its own, the same data.

The stack of the tests runs with limits that are never reached. The tests of limits use this one.
"""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.placeholders import PLACEHOLDERS
from gateway.testing import Nginx
from manifest import service_named
from runtime.ports import free_port
from runtime.waiting import wait_until
from stack.answering import answers
from stack.environment import process_environment
from stack.handle import Handle
from stack.identity import launcher
from stack.layout import CHECKOUT

SHIPPED = {name: p.default or "" for name, p in PLACEHOLDERS.items() if name.startswith("RATE_")}
SERVICES = {"auth": 1.0, "social-graph": 0.1}
"""The services with limits here, and their LIMIT_SCALE."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: dict[str, Any]


@dataclass(frozen=True)
class Entrance:
    """One of the two gateways: with the limits of nginx, or with those of the services only."""

    port: int

    def ask(
        self, method: str, path: str, body: Any = None, *, source: str = "127.0.0.1", headers: Any = None
    ) -> Answer:
        """Send a request from a local address; all of 127.0.0.0/8 is ours."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(source, 0))
        try:
            named = {"Content-Type": "application/json"} | (headers or {})
            connection.request(method, path, json.dumps(body) if body is not None else None, named)
            response = connection.getresponse()
            text = response.read()
            return Answer(response.status, response.headers, json.loads(text) if text else {})
        finally:
            connection.close()


@dataclass(frozen=True)
class Strict:
    """Both gateways, and where their processes log."""

    as_shipped: Entrance
    services_only: Entrance
    folder: Path


@contextmanager
def strict_stack(handle: Handle, folder: Path) -> Iterator[Strict]:
    """Start the gateways and the web processes; end them at the end."""
    with ExitStack() as running:
        addresses = {name: running.enter_context(_web(handle, name, scale, folder)) for name, scale in SERVICES.items()}
        for address in addresses.values():
            wait_until(lambda a=address: answers(f"http://{a}/readyz"), seconds=60)
        upstreams = {name.upper().replace("-", "_"): address for name, address in addresses.items()}
        shipped = running.enter_context(_gateway(handle, folder / "shipped", upstreams, SHIPPED))
        lenient = running.enter_context(_gateway(handle, folder / "lenient", upstreams, {}))
        yield Strict(Entrance(shipped.port), Entrance(lenient.port), folder)


@contextmanager
def _web(handle: Handle, name: str, scale: float, folder: Path) -> Iterator[str]:
    metrics = folder / f"{name}-metrics"
    metrics.mkdir()
    address = f"127.0.0.1:{free_port()}"
    environment = process_environment(handle.addresses, service_named(name), "web") | {
        "LIMIT_SCALE": str(scale),
        "WEB_ADDRESS": address,
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
    }
    gunicorn = os.path.join(os.path.dirname(sys.executable), "gunicorn")
    command = [
        *launcher(None),
        gunicorn,
        "-c",
        "python:chassis.running.gunicorn_conf",
        "chassis.running.wsgi:application",
    ]
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=CHECKOUT, stdout=log, stderr=log)
    try:
        yield address
    finally:
        process.send_signal(signal.SIGQUIT)  # nobody is served any more: gunicorn need not wait for them
        process.wait(20)


@contextmanager
def _gateway(handle: Handle, folder: Path, upstreams: Mapping[str, str], limits: Mapping[str, str]) -> Iterator[Nginx]:
    folder.mkdir()
    nginx = Nginx(folder, upstreams, JWT_ISSUER=handle.url, PUBLIC_URL=handle.url, **limits).start()
    try:
        for key in (handle.layout.volatile_dir / "keys").glob("*.pem"):
            shutil.copy(key, nginx.volatile / "keys" / key.name)
        yield nginx
    finally:
        nginx.stop()
