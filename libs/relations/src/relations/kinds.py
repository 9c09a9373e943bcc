"""The kinds of relations and their states, by the names that events and tables use."""

from enum import StrEnum

ACTIVE = "active"
"""The state of an active tie or membership."""
NONE = "none"
"""The state of one that is not, or has ended."""
REQUESTED, INVITED = "requested", "invited"
"""The states of one that waits for an answer: of a follow or a membership, and of a membership."""
OPEN, PRIVATE = "open", "private"
"""The states of an account's privacy; without one it is open."""

CLOSED = ("suspended", "deleted")
"""The states of an account of which others see nothing, and which changes nothing itself."""


MODERATORS = ("owner", "admin", "moderator")
"""The roles of members who answer requests to join a group."""


class Kind(StrEnum):
    """The kind of a tie between two accounts."""

    FOLLOW = "follow"
    FRIEND = "friend"
    """One tie for each pair, from the lower id to the higher one; it applies in both directions."""
    BLOCK = "block"
    MUTE = "mute"
    """The source's feed leaves out what the target makes."""
    SILENCE = "silence"
    """The source gets no notifications of what the target does: a mute that hides them, too."""


class StateKind(StrEnum):
    """What a state of an account says; each kind is owned by another service."""

    ACCOUNT = "account"
    """Owned by the auth service: active, suspended or deleted."""
    PRIVACY = "privacy"
    """Owned by the profiles service: open or private."""
