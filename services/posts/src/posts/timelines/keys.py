"""Names of the keys, all under the service's own prefix, and the two members of a timeline that are no posts."""

from uuid import UUID

TIMELINES = "posts:timeline:"
CARDS = "posts:card:"

BUILDING = "~"
"""First sign of the member that marks a timeline in the making; it sorts above every id."""

END = "!"
"""The member below which there is nothing: the timeline reaches back to the oldest post. It sorts below every id."""


def timeline_key(account_id: UUID) -> str:
    """Return the key of an account's timeline."""
    return f"{TIMELINES}{account_id}"


def card_key(post_id: UUID) -> str:
    """Return the key of a post's card."""
    return f"{CARDS}{post_id}"
