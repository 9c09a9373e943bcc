"""Fixtures of the notifications tests."""

from collections.abc import Callable
from uuid import UUID

import pytest
from factories import LIST


@pytest.fixture
def inbox(api) -> Callable[..., list[dict]]:
    """Return a function that lists somebody's notifications, as the person would."""

    def read(account_id: UUID, query: str = "") -> list[dict]:
        response = api(account_id).get(f"{LIST}{query}")
        assert response.status_code == 200, response.content
        return response.json()["results"]

    return read


@pytest.fixture
def unread(api) -> Callable[[UUID], int]:
    """Return a function that returns how many unread notifications somebody has, as the person would see it."""
    return lambda account_id: api(account_id).get(f"{LIST}unread-count/").json()["unread"]
