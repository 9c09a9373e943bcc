"""What must be true, beside a database that answers, before a service answers its clients; libraries say what."""

from collections.abc import Callable

from django.db import DatabaseError, InterfaceError

Condition = Callable[[], bool]

INTERNAL = ("/internal/", "/livez", "/readyz", "/metrics")
"""Addresses that are answered in any case: other services and probes call them."""

_conditions: list[Condition] = []


def ready_when(condition: Condition) -> Condition:
    """Register the decorated function. It may query the database."""
    _conditions.append(condition)
    return condition


def is_ready() -> bool:
    """Return whether every condition is met."""
    return all(condition() for condition in _conditions)


class Gate:
    """Admits the requests of clients once every condition has been met; from then on it asks no more."""

    def __init__(self) -> None:
        self._is_open = False

    def admits(self, path: str) -> bool:
        """Return whether a request is answered; while the database is unavailable the answer shows that."""
        if self._is_open or path.startswith(INTERNAL):
            return True
        try:
            self._is_open = is_ready()
        except (DatabaseError, InterfaceError):
            return True
        return self._is_open
