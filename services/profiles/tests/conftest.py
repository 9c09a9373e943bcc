"""Fixtures of the profiles service's tests."""

import pytest


@pytest.fixture
def counts(api):
    """Return what anybody sees of an account's counts: followers, following, posts."""

    def read(account_id) -> tuple[int, int, int]:
        shown = api().get(f"/api/v1/users/{account_id}/").json()
        return shown["followers_count"], shown["following_count"], shown["posts_count"]

    return read
