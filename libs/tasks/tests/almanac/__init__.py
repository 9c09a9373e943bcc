"""A service of the tests that has recurring tasks."""
