"""A plugin of pytest: the garbage collector leaves out the tests, and what they import."""

from runtime import collecting


def pytest_collection() -> None:
    """Pause the collector."""
    collecting.pause()


def pytest_collection_finish() -> None:
    """Resume it. Also called after the collection of an empty folder."""
    collecting.leave_out()
