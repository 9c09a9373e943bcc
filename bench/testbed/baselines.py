"""The constant view and the textbook design as programs: gunicorn with the services' own settings."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template

import psycopg2

from bench.settings import Settings
from bench.world.load import analyse, run_with_environment
from bench.world.plan import Plan
from bench.world.rows import dump
from gateway.locations import location_blocks
from gateway.routes import Route, Rule
from runtime.ports import free_port, is_free
from runtime.waiting import wait_until
from stack.handle import Handle
from stack.identity import launcher
from stack.layout import CHECKOUT

TEXTBOOK_SETTINGS = "bench.textbook.settings"
CLUSTER = "posts"
"""The service in whose PostgreSQL server the textbook design has its database."""


@dataclass(frozen=True)
class Baseline:
    """A running web program beside the stack: its main process and where it listens."""

    pid: int
    port: int


@contextmanager
def served(settings: Settings, application: str, variables: Mapping[str, str], log: Path) -> Iterator[Baseline]:
    """Run gunicorn with an application on a free port, and stop it at the end."""
    port = free_port()
    environment = os.environ | {
        "WEB_ADDRESS": f"127.0.0.1:{port}",
        "WEB_WORKERS": str(settings.workers),
        "WEB_THREADS": str(settings.threads),
        **variables,
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "python:chassis.running.gunicorn_conf", application]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*launcher(None), *command], env=environment, cwd=CHECKOUT, stdout=output, stderr=output
        )
    try:
        wait_until(lambda: not is_free(port), what=f"gunicorn with {application}", seconds=30)
        yield Baseline(process.pid, port)
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def behind_the_gateway(
    stack: Handle, settings: Settings, application: str, variables: Mapping[str, str]
) -> Iterator[int]:
    """Run an application behind the stack's gateway and yield the id of its main process."""
    name = application.split(":")[0].split(".")[1]
    with served(settings, application, variables, stack.layout.logs / f"{name}.log") as baseline:
        _open_route(stack, name, baseline.port)
        yield baseline.pid


def textbook_load(stack: Handle, plan: Plan) -> tuple[dict[str, str], list[str]]:
    """Make the textbook's database with the same world; return its environment and a token of everybody."""
    admin = psycopg2.connect(stack.database_url(CLUSTER, as_admin=True))
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS textbook")
        cursor.execute("CREATE DATABASE textbook TEMPLATE template0")
    admin.close()
    url = stack.database_url(CLUSTER, as_admin=True).rpartition("/")[0] + "/textbook"
    variables = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": TEXTBOOK_SETTINGS}
    tokens = run_with_environment("bench.textbook.load", os.environ | variables, dump(plan)).split()
    analyse(url)
    return variables, tokens


def _open_route(stack: Handle, name: str, port: int) -> None:
    """Add locations for everything below ``/<name>/`` to the gateway, checked as far as our own routes are.

    The textbook's tokens are its own: the gateway passes them on as they are.
    """
    access = "unchecked" if name == "textbook" else "required"
    rule = Rule(name, ("GET",), access, "ordinary")
    paths = ("me", "feed", "feed-tuned") if name == "textbook" else ("",)
    routes = [Route(f"/{name}/{path}/".replace("//", "/"), (rule,)) for path in paths]
    folder = stack.layout.server("gateway")
    values = {"name": name, "port": port}
    locations, pool = Path(__file__).with_name("locations.conf"), Path(__file__).with_name("upstream.conf")
    _append(folder / "routes.conf", location_blocks(routes) + Template(locations.read_text()).safe_substitute(values))
    _append(folder / "upstreams.conf", Template(pool.read_text()).safe_substitute(values))
    stack.signal("nginx", "HUP")
    wait_until(lambda: _is_open(stack, name), what=f"the gateway's route to {name}", seconds=30)


def _append(file: Path, text: str) -> None:
    file.write_text(file.read_text() + "\n" + text)


def _is_open(stack: Handle, name: str) -> bool:
    """Return whether the gateway knows the route: it asks for a token instead of answering 404."""
    import httpx

    path = "/textbook/me/" if name == "textbook" else f"/{name}/"
    return httpx.get(stack.url + path, trust_env=False).status_code == 401
