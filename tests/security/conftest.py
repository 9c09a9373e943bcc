"""Fixtures of the attacks: raw connections, people, forged tokens, and what the suite leaves behind."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from stack.handle import Handle
from tests.e2e.client import Person, person_of, register
from tests.e2e.staff import administrator
from tests.e2e.waiting import eventually
from tests.security.answers import check_hook
from tests.security.forging import StackKey, key_of
from tests.security.logs import Logs
from tests.security.parallel import ParallelClients, gathered
from tests.security.processes import Processes
from tests.security.wire import RawClient


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests that check logs and stored data after all others."""
    ours = [item for item in items if Path(__file__).parent in item.path.parents]
    if ours:
        first = items.index(ours[0])
        ordered = sorted(ours, key=lambda item: item.get_closest_marker("last") is not None)
        items[first : first + len(ours)] = ordered


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker."""
    config.addinivalue_line("markers", "last: runs after all other tests")


@pytest.fixture(scope="session")
def handle(stack) -> Handle:
    """The stack with all that is behind its gateway; a URL alone is not enough for these tests."""
    if not isinstance(stack, Handle):
        pytest.skip("needs a stack on this machine, not only its URL")
    return stack


@pytest.fixture(scope="session", autouse=True)
def logs(handle) -> Logs:
    """Everything that is logged from now on."""
    return Logs(handle)


@pytest.fixture(scope="session")
def cpu(handle) -> Processes:
    """Processor time and memory of the stack's programs."""
    return Processes(handle)


@pytest.fixture(scope="session")
def raw_client(handle) -> RawClient:
    """The gateway for raw bytes."""
    address = urlsplit(handle.url)
    return RawClient(address.hostname or "", address.port or 80)


@pytest.fixture(scope="session")
def http(handle) -> Iterator[httpx.Client]:
    """A caller without a token; every answer is checked against the global rule."""
    with httpx.Client(
        base_url=handle.url, timeout=15, trust_env=False, event_hooks={"response": [check_hook]}
    ) as client:
        yield client


@pytest.fixture(scope="session")
def parallel(handle) -> Iterator[ParallelClients]:
    """Fifty callers at once."""
    with gathered(handle.url) as callers:
        yield callers


@pytest.fixture(scope="session")
def key(handle) -> StackKey:
    """The key that the stack signs with."""
    return key_of(handle)


@pytest.fixture(scope="session")
def newcomer(http) -> Callable[..., Person]:
    """Return a function that registers somebody."""

    def come(stem: str = "eve", **fields: str) -> Person:
        def try_once() -> httpx.Response:
            response = register(http, stem, **fields)
            assert response.status_code != 503, response.text
            return response

        response = eventually(try_once, within=30)
        assert response.status_code == 201, response.text
        return person_of(http, response.json())

    return come


@pytest.fixture(scope="session")
def admin(handle, http) -> Person:
    """An administrator."""
    return administrator(handle, http)


@pytest.fixture(scope="module")
def attacker(newcomer) -> Person:
    """A: an ordinary account with bad intentions. Tests must not end its session."""
    return newcomer("mallory")


@pytest.fixture(scope="module")
def victim(newcomer) -> Person:
    """V: an ordinary account with something to lose. Tests must not end its session."""
    return newcomer("vera")
