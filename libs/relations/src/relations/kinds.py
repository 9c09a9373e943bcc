"""The kinds of relations and their states, by the names that events and tables use."""

from enum import StrEnum

ACTIVE = "active"
"""The state in which a tie or a membership holds."""


class Kind(StrEnum):
    """What a tie between two accounts means."""

    FOLLOW = "follow"
    FRIEND = "friend"
    """One tie for each pair, in whichever direction its owner publishes it; it holds in both."""
    BLOCK = "block"
    MUTE = "mute"
