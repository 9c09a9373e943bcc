"""Migrations of the test service that only the tests of migrating apply."""
