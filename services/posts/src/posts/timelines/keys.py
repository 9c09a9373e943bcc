"""Names of the keys, all under the service's own prefix, and the two members of a timeline that are not posts."""

from uuid import UUID

TIMELINES = "posts:entries:"
"""Not ``posts:timeline:``, which versions of this service use that know no shares."""
GENERATION = "posts:timelines"
"""The key that holds the generation, a part of every timeline's key: a new generation makes all timelines unused."""

CARDS = "posts:card:"
FLOORS = "posts:card-floor:"
CLAIMS = "posts:card-claim:"

BUILDING = "~"
"""First character of the member that marks a timeline that is being filled; it sorts above every id."""

END = "!"
"""The member below which there is nothing: the timeline reaches back to the oldest post. It sorts below every id."""


def card_key(post_id: UUID | str) -> str:
    """Return the key of a post's card."""
    return f"{CARDS}{post_id}"


def floor_key(post_id: UUID | str) -> str:
    """Return the key of the lowest version of a post whose card may be kept; it exists only after a change."""
    return f"{FLOORS}{post_id}"


def claim_key(post_id: UUID | str) -> str:
    """Return the key that exists while a request renders a post's card."""
    return f"{CLAIMS}{post_id}"
