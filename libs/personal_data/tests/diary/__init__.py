"""A service for the tests of the library: a diary."""
