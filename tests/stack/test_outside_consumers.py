"""A consumer from outside on a whole stack: its account, a snapshot, and the log from there."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pika
import pytest
import requests
from pika.exceptions import ProbableAuthenticationError

from runtime.waiting import wait_until
from stack.credentials import secret
from stack.layout import CHECKOUT
from tests.e2e.client import Person, person_of, register

FOLLOW = "social_graph.follow.changed.v1"


@pytest.fixture
def newcomer(stack) -> Iterator[Callable[[], Person]]:
    """A function that registers somebody."""
    with httpx.Client(base_url=stack.url, timeout=15, trust_env=False) as http:
        yield lambda: person_of(http, register(http, "reader").json())


def command(stack, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the runner on the stack under test."""
    environment = os.environ | {"KITH_RUN_DIR": str(stack.layout.run_dir), "COLUMNS": "200"}
    words = [sys.executable, "-m", "stack", *arguments]
    return subprocess.run(words, env=environment, cwd=CHECKOUT, capture_output=True, text=True, timeout=120)


@pytest.fixture
def log_url(stack) -> Iterator[str]:
    """What `make consumer` prints, and the account's end."""
    made = command(stack, "consumer", "shop")
    assert made.returncode == 0, made.stdout
    yield re.search(r"KITH_LOG_URL=(\S+)", made.stdout)[1]
    command(stack, "consumer", "shop", "--remove")


def copied_follows(file: Path) -> dict[tuple[str, str], str]:
    """Return the state of every edge in the copy."""
    with closing(sqlite3.connect(file, timeout=30)) as database:
        rows = [json.loads(row[0]) for row in database.execute("SELECT data FROM state WHERE type = ?", [FOLLOW])]
    return {(edge["follower_id"], edge["followee_id"]): edge["state"] for edge in rows}


def owned_follows(stack) -> dict[tuple[str, str], str]:
    """Return the state of every edge as the social graph has it."""
    url = f"{stack.internal_url('social-graph-web')}/internal/export/{FOLLOW}/"
    headers, after, found = {"Authorization": f"Bearer {secret(stack.layout, 'internal')}"}, "", {}
    while after is not None:
        page = requests.get(url, params={"after": after}, headers=headers, timeout=30).json()
        found |= {(e["event"]["follower_id"], e["event"]["followee_id"]): e["event"]["state"] for e in page["results"]}
        after = page["next"]
    return found


def test_a_snapshot_and_the_log_from_there_are_the_owners_state(stack, log_url, newcomer, tmp_path):
    ada, bob, eve = newcomer(), newcomer(), newcomer()
    file = tmp_path / "copy.sqlite"
    ada.follows(bob)
    ada.follows(eve)

    snapshot = command(stack, "snapshot", str(file))
    assert snapshot.returncode == 0, snapshot.stdout + snapshot.stderr
    before = copied_follows(file)
    ada.delete(f"users/{bob.id}/follow/")
    bob.follows(eve)
    words = [sys.executable, "examples/bus_consumer.py", str(file), json.loads(snapshot.stdout)["read_from"]]
    with subprocess.Popen(words, env=os.environ | {"KITH_LOG_URL": log_url}, cwd=CHECKOUT) as consumer:
        try:
            wait_until(lambda: copied_follows(file) == owned_follows(stack), what="the owner's state", seconds=60)
        finally:
            consumer.kill()

    assert (before[ada.id, bob.id], before[ada.id, eve.id]) == ("active", "active")
    after = copied_follows(file)
    assert (after[ada.id, bob.id], after[ada.id, eve.id], after[bob.id, eve.id]) == ("none", "active", "active")


def test_an_account_is_created_once_and_cannot_connect_after_its_removal(stack, log_url):
    again = command(stack, "consumer", "shop")
    removed = command(stack, "consumer", "shop", "--remove")
    gone = command(stack, "consumer", "shop", "--remove")

    assert (again.returncode, removed.returncode, gone.returncode) == (1, 0, 1)
    assert "exists" in again.stdout
    with pytest.raises(ProbableAuthenticationError):
        pika.BlockingConnection(pika.URLParameters(log_url))
