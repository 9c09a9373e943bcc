"""How long the long tests run: a few rounds in `make test`, many with THOROUGH=1."""

import os


def is_thorough() -> bool:
    """Return whether THOROUGH=1 asks for the long form of the tests."""
    return os.environ.get("THOROUGH") == "1"


def rounds(few: int, many: int) -> int:
    """Return how many rounds a test runs: ``many`` with THOROUGH=1, else ``few``."""
    return many if is_thorough() else few
