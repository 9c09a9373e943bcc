"""Fixtures of the profiles service's tests."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections


@pytest.fixture
def at_once() -> Callable[..., list[Any]]:
    """Return ``at_once(ask, times)``: what a function returned for the numbers below ``times``, in eight threads."""

    def run(ask: Callable[[int], Any], times: int) -> list[Any]:
        def ask_and_close(number: int) -> Any:
            try:
                return ask(number)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(ask_and_close, range(times)))

    return run


@pytest.fixture
def counts(api):
    """Return what anybody sees of an account's counts: followers, following, posts."""

    def read(account_id) -> tuple[int, int, int]:
        shown = api().get(f"/api/v1/users/{account_id}/").json()
        return shown["followers_count"], shown["following_count"], shown["posts_count"]

    return read
