"""The kinds of relations and their states, by the names that events and tables use."""

from enum import StrEnum

ACTIVE = "active"
"""The state of an active tie or membership."""


class Kind(StrEnum):
    """The kind of a tie between two accounts."""

    FOLLOW = "follow"
    FRIEND = "friend"
    """One tie for each pair, in the direction in which its owner publishes it; it applies in both."""
    BLOCK = "block"
    MUTE = "mute"
