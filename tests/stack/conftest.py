"""Fixtures of the tests of a running stack: people, as the end-to-end tests have them."""

from tests.e2e.conftest import ada, bob, http, kith_url, newcomer

__all__ = ["ada", "bob", "http", "kith_url", "newcomer"]
