"""`make containers`: build and start the containers, use them, take them down and up, and kill them one by one.

They have a network, a port and data of their own. Needs a Docker engine on this machine, and root to kill with.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import httpx

from stack.layout import CHECKOUT
from tests.containers import project
from tests.e2e.client import Person, person_of, register
from tests.e2e.waiting import eventually

HEALED_SECONDS = 90

T = TypeVar("T")


def main() -> int:
    """Return 0 when everything is as it must be."""
    if not project.has_engine():
        print("✗ No Docker engine with compose answers; `docker info` says why.")
        return 1
    try:
        _timed("images are built", lambda: project.compose("build"))
        _timed("everything is healthy", project.start)
        _timed("the journeys pass", _journeys)
        _timed("down and up: nothing is lost", _down_and_up)
        for service in project.running():
            _timed(f"{service} was killed and healed", lambda service=service: _kill(service))
    except subprocess.CalledProcessError as error:
        print(f"✗ {' '.join(error.cmd)}\n{error.stdout or ''}{error.stderr or ''}")
        return 1
    except AssertionError as error:
        print(f"✗ {error}")
        return 1
    finally:
        project.compose("down", "--volumes")
    return 0


def _timed(what: str, act: Callable[[], T]) -> T:
    began = time.monotonic()
    print(f"  {what:<48}", end="", flush=True)
    result = act()
    print(f"{time.monotonic() - began:6.1f} s", flush=True)
    return result


def _journeys() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/e2e"]
    environment = os.environ | {"KITH_URL": project.URL}
    subprocess.run(command, cwd=CHECKOUT, env=environment, check=True, capture_output=True, text=True)


def _down_and_up() -> None:
    """What a follower's feed shows is still there, after the containers and their networks were removed."""
    with _visitor() as http:
        reader = _arrival(http)
        before = reader.results("feed/")
        project.compose("down")
        project.start()
        assert reader.results("feed/") == before, "the feed is not what it was"


def _kill(service: str) -> None:
    project.kill(service)
    eventually(lambda: _is_well(service), within=HEALED_SECONDS)


def _is_well(service: str) -> bool:
    """Return whether a container is healthy and all of Kith does its work."""
    try:
        with _visitor() as http:
            return project.is_healthy(service) and bool(_arrival(http))
    except (httpx.HTTPError, ValueError, KeyError):
        return False


def _arrival(http: httpx.Client) -> Person:
    """Let two people arrive and one follow the other; return the follower when a post and a notification have come."""
    author, follower = (person_of(http, register(http, name).json()) for name in ("ada", "bob"))
    follower.follows(author)
    post = author.writes()["id"]
    eventually(lambda: post in follower.ids("feed/"))
    eventually(lambda: len(author.results("notifications/")) == 1)
    return follower


def _visitor() -> httpx.Client:
    return httpx.Client(base_url=project.URL, timeout=15, trust_env=False)


if __name__ == "__main__":
    sys.exit(main())
