"""No operation of this service takes a parameter or a field that it does not know."""

from uuid import UUID

import pytest

from chassis.testing.strictness import *  # noqa: F403 - pytest finds tests by their names in this module


@pytest.fixture
def caller(api):
    """Return a client of the account that the addresses name: only an owner's body is read."""
    return api(UUID(int=7))
