"""Whether handlers run for a rebuild, and must not notify anybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


def is_quiet() -> bool:
    """Return whether a handler runs in a rebuild: tables are filled, but no mail, push or live message is sent."""
    return _quiet.get()


@contextmanager
def quietly() -> Iterator[None]:
    """Run handlers so that ``is_quiet()`` is true."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)
