"""Fill a fresh stack: accounts by the auth service's command, many rows in one statement for everything else."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import httpx
import psycopg2

from bench.demo.graph import read_graph
from bench.testbed.quiet import wait_until_quiet
from bench.world.audience import Audience
from bench.world.plan import Plan, make_plan
from bench.world.rows import dump
from manifest import SERVICES, service_named
from stack.environment import service_environment
from stack.handle import Handle
from stack.layout import CHECKOUT

PREFIX = "reed"
PASSWORD = "reed98 takes the night bus"
TOKEN_SECONDS = 6 * 3600
"""Lifetime of the access tokens: longer than any run."""
OWNERS = ("social-graph", "posts", "notifications")
"""Services whose rows are written directly; each has a module of its name beside this one."""
COPIES = tuple(service.name for service in SERVICES if service.shows_content)
"""Services with projections of what others own."""


@dataclass(frozen=True)
class World:
    """What was loaded: the plan, and an access token of everybody by number."""

    plan: Plan
    tokens: list[str]

    @cached_property
    def audience(self) -> Audience:
        """Who may read what."""
        return Audience(self.plan)


def load(stack: Handle) -> World:
    """Load everything and return it."""
    lines = [json.loads(line) for line in _accounts(stack).splitlines()]
    lines.sort(key=lambda line: int(line["username"].removeprefix(PREFIX)))
    plan = make_plan([line["id"] for line in lines], datetime.now(UTC))
    wait_until_quiet(stack)  # every service knows the accounts
    for person in plan.ties.private:
        _go_private(stack, lines[person]["access"])
    with ThreadPoolExecutor(len(SERVICES)) as pool:
        list(pool.map(lambda service: _write(stack, service, _module(service), dump(plan)), OWNERS))
        list(pool.map(lambda service: _write(stack, service, "copies", dump(plan)), COPIES))
        list(pool.map(lambda service: analyse(stack.database_url(service.name, as_admin=True)), SERVICES))
    return World(plan, [line["access"] for line in lines])


def run_with_environment(module: str, environment: dict[str, str], text: str = "") -> str:
    """Run a module of this folder with other settings and return what it prints. Raises CalledProcessError."""
    command = [sys.executable, "-m", module]
    done = subprocess.run(command, env=environment, input=text, cwd=CHECKOUT, capture_output=True, text=True)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
    done.check_returncode()
    return done.stdout


def analyse(url: str) -> None:
    """Do at once what PostgreSQL would do within a minute: count rows and mark pages as visible."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connection.close()


def _accounts(stack: Handle) -> str:
    options = ["--password", PASSWORD, "--prefix", PREFIX, "--count", str(read_graph().size), "--tokens"]
    return stack.manage("auth", "create_accounts", *options, variables={"ACCESS_TOKEN_SECONDS": str(TOKEN_SECONDS)})


def _go_private(stack: Handle, token: str) -> None:
    """Make an account private, as its owner does: every service confirms it."""
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.patch(f"{stack.url}/api/v1/users/me/", json={"is_private": True}, headers=headers, trust_env=False)
    answer.raise_for_status()


def _module(service: str) -> str:
    return service.replace("-", "_")


def _write(stack: Handle, service: str, module: str, plan: str) -> None:
    environment = os.environ | service_environment(stack.addresses, service_named(service))
    run_with_environment(f"bench.world.{module}", environment, plan)
