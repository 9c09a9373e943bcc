"""No operation of this service takes a parameter or a field that it does not know."""

import pytest
from factories import AccountFactory

from chassis.testing.strictness import *  # noqa: F403 - pytest finds tests by their names in this module


@pytest.fixture
def caller(logged_in):
    return logged_in(AccountFactory(roles=["user", "admin"]))
