"""A broker of their own for tests and measurements."""
