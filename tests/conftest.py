"""What the tests of the whole project share: one running stack."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from stack.handle import Handle, running_stack
from stack.layout import find_test_layout
from stack.state import read_state
from tests.e2e.staff import stay_signed_in

VARIABLES = {"KITH_PORT": "0", "PUBLIC_URL": "", "LIMIT_SCALE": "1000", "ERASURE_SETTLE_SECONDS": "2"}
"""Beside a stack that may run; limits high enough that only tests of limits meet them."""


@dataclass(frozen=True)
class RemoteStack:
    """A stack that we know by its URL only."""

    url: str


@pytest.fixture(autouse=True)
def _administrator_stays_signed_in(request: pytest.FixtureRequest) -> None:
    """The administrator is one account for the whole run, which takes longer than a token is valid."""
    if "admin" in request.fixturenames:
        stay_signed_in(request.getfixturevalue("admin"))


@pytest.fixture(scope="session")
def stack() -> Iterator[Handle | RemoteStack]:
    """The stack under test: at KITH_URL if that is set, else our own, which is started unless it runs already."""
    if os.environ.get("KITH_URL"):
        yield RemoteStack(os.environ["KITH_URL"].rstrip("/"))
        return
    layout = find_test_layout()
    if read_state(layout):
        yield Handle(layout)
        return
    with running_stack(layout, VARIABLES) as handle:
        yield handle
