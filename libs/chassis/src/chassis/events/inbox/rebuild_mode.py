"""Whether handlers run for a rebuild, and must not notify anybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_is_rebuilding: ContextVar[bool] = ContextVar("is_rebuilding", default=False)


def is_rebuilding() -> bool:
    """Return whether a handler runs in a rebuild: tables are filled, but no mail, push or live message is sent."""
    return _is_rebuilding.get()


@contextmanager
def rebuild_mode() -> Iterator[None]:
    """Run handlers so that ``is_rebuilding()`` is true."""
    token = _is_rebuilding.set(True)
    try:
        yield
    finally:
        _is_rebuilding.reset(token)
