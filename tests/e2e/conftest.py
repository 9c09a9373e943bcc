"""Fixtures of the end-to-end tests."""

import os
from collections.abc import Callable, Iterator

import httpx
import pytest

from stack.handle import Handle
from tests.e2e.client import Person, person_of, register
from tests.e2e.staff import administrator
from tests.e2e.waiting import eventually


@pytest.fixture(scope="session")
def kith_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of the stack under test: KITH_URL, or that of a stack started for the tests."""
    return os.environ.get("KITH_URL") or request.getfixturevalue("stack").url


@pytest.fixture(scope="session")
def http(kith_url: str) -> Iterator[httpx.Client]:
    """Return a connection without a token."""
    with httpx.Client(base_url=kith_url, timeout=15, trust_env=False) as client:
        yield client


@pytest.fixture(scope="session")
def newcomer(http: httpx.Client) -> Callable[..., Person]:
    """Return a function that registers somebody, and waits until the social graph knows the account."""

    def come(stem: str = "ada") -> Person:
        response = register(http, stem)
        assert response.status_code == 201, response.text
        person = person_of(http, response.json())
        eventually(lambda: person.get(f"users/{person.id}/followers/").status_code == 200)
        return person

    return come


@pytest.fixture(scope="session")
def admin(request: pytest.FixtureRequest, http: httpx.Client) -> Person:
    """Return an administrator; whoever needs one is skipped where only the URL of a stack is known."""
    stack = None if os.environ.get("KITH_URL") else request.getfixturevalue("stack")
    if not isinstance(stack, Handle):
        pytest.skip("needs the commands of a stack on this machine")
    return administrator(stack, http)


@pytest.fixture
def ada(newcomer: Callable[..., Person]) -> Person:
    """Return a fresh account."""
    return newcomer("ada")


@pytest.fixture
def bob(newcomer: Callable[..., Person]) -> Person:
    """Return another fresh account."""
    return newcomer("bob")
