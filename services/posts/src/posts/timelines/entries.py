"""The members of a timeline: a post is its id, and a share is its place and the id of the shared post.

Both begin with a UUIDv7, so that as text they are in the order in time.
"""

from uuid import UUID

ID_LENGTH = 36


def share_entry(place: UUID, post_id: UUID) -> str:
    """Return the entry of a share."""
    return f"{place} {post_id}"


def key_of(entry: str) -> str:
    """Return the sort key of an entry, which is also its place in the pages of a feed."""
    return entry[:ID_LENGTH]


def post_of(entry: str) -> str:
    """Return the id of the post that an entry shows."""
    return entry[-ID_LENGTH:]


def is_share(entry: str) -> bool:
    """Return whether an entry is a share."""
    return len(entry) > ID_LENGTH
