"""The roles of accounts, as they are stored and as tokens name them."""

from collections.abc import Iterable

USER, MODERATOR, ADMIN = "user", "moderator", "admin"
ALL = (USER, MODERATOR, ADMIN)
"""In the order in which they are stored. Every account is a user."""
STAFF = frozenset({MODERATOR, ADMIN})


def roles_of(named: Iterable[str]) -> list[str]:
    """Return the roles as they are stored: each once, in a fixed order, and always ``user``."""
    wanted = {USER, *named}
    return [role for role in ALL if role in wanted]
