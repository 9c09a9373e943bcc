"""Which ties two accounts have, and whose timelines a post is copied to."""

from uuid import UUID

from django.db import connection

from posts.models import Post
from posts.models.visibility import Visibility
from relations.kinds import Kind
from relations.models import Tie

# A friendship is one tie, from the lower id to the higher one. Each part is a range of an index, in its order.
RELATED = {
    "followers": """
        SELECT source_id AS id FROM tie
        WHERE kind = 'follow' AND target_id = %(source)s AND state = 'active' AND source_id > %(after)s
        ORDER BY source_id LIMIT %(count)s
    """,
    "lower friends": """
        SELECT source_id AS id FROM tie
        WHERE kind = 'friend' AND target_id = %(source)s AND state = 'active' AND source_id > %(after)s
        ORDER BY source_id LIMIT %(count)s
    """,
    "higher friends": """
        SELECT target_id AS id FROM tie
        WHERE kind = 'friend' AND source_id = %(source)s AND state = 'active' AND target_id > %(after)s
        ORDER BY target_id LIMIT %(count)s
    """,
    "members": """
        SELECT account_id AS id FROM membership
        WHERE group_id = %(source)s AND state = 'active' AND account_id > %(after)s
        ORDER BY account_id LIMIT %(count)s
    """,
}
FRIENDS = ("lower friends", "higher friends")
READERS = {
    Visibility.PUBLIC: ("followers", *FRIENDS),
    Visibility.FOLLOWERS: ("followers",),
    Visibility.FRIENDS: FRIENDS,
    Visibility.GROUP: ("members",),
}
"""By visibility, in whose feeds a post belongs, besides its author's."""
ALL = ("followers", *FRIENDS)


def are_friends(one_id: UUID, other_id: UUID) -> bool:
    """Return whether two accounts are friends."""
    ends = {one_id, other_id}
    return Tie.objects.active(Kind.FRIEND).filter(source_id__in=ends, target_id__in=ends).exists()


def is_follower(account_id: UUID, followee_id: UUID) -> bool:
    """Return whether an account follows another one."""
    return Tie.objects.follows_to(followee_id).filter(source_id=account_id).exists()


def readers_of(post: Post, *, after: UUID, count: int) -> list[UUID]:
    """Return the next accounts, in the order of their ids, whose timelines may have a post; each once.

    Of a deleted post these are also those that an earlier visibility included, except the members of a former group.
    """
    if post.visibility == Visibility.GROUP:
        return _related(("members",), post.group_id, after, count)
    readers = ALL if post.deleted_at else READERS.get(Visibility(post.visibility), ())
    return _related(readers, post.author_id, after, count)


def sharing_readers(sharer_id: UUID, *, after: UUID, count: int) -> list[UUID]:
    """Return the next accounts whose timelines may have what an account shares; each once."""
    return _related(READERS[Visibility.PUBLIC], sharer_id, after, count)


def friends_of(account_id: UUID, *, after: UUID, count: int) -> list[UUID]:
    """Return the next friends of an account, in the order of their ids."""
    return _related(FRIENDS, account_id, after, count)


def _related(kinds: tuple[str, ...], source_id: UUID | None, after: UUID, count: int) -> list[UUID]:
    if not kinds:
        return []
    parts = " UNION ".join(f"({RELATED[kind]})" for kind in kinds)
    nearest = f"SELECT id FROM ({parts}) AS related ORDER BY id LIMIT %(count)s"  # noqa: S608 - constants of this module
    with connection.cursor() as cursor:
        cursor.execute(nearest, {"source": source_id, "after": after, "count": count})
        return [account_id for (account_id,) in cursor.fetchall()]
