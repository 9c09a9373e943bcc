"""The kinds of relations and their states, by the names that events and tables use."""

from enum import StrEnum

ACTIVE = "active"
"""The state of an active tie or membership."""

CLOSED = ("suspended", "deleted")
"""The states of an account of which others see nothing, and which changes nothing itself."""


class Kind(StrEnum):
    """The kind of a tie between two accounts."""

    FOLLOW = "follow"
    FRIEND = "friend"
    """One tie for each pair, in the direction in which its owner publishes it; it applies in both."""
    BLOCK = "block"
    MUTE = "mute"


class StateKind(StrEnum):
    """What a state of an account says; each kind is owned by another service."""

    ACCOUNT = "account"
    """Owned by the auth service: active, suspended or deleted."""
    PRIVACY = "privacy"
    """Owned by the profiles service: open or private."""
