"""Deciding how an author's posts reach the followers."""

from uuid import UUID

from django.conf import settings

from posts.models import Author, Follow


def author_lock(account_id: UUID) -> Author:
    """Return the author's row, made if needed, and locked until the end of the transaction."""
    rows = Author.objects.select_for_update().filter(account_id=account_id)
    author = rows.first()
    if author is None:
        Author.objects.bulk_create([Author(account_id=account_id)], ignore_conflicts=True)
        author = rows.get()
    return author


def author_is_pulled(account_id: UUID) -> bool:
    """Return whether the author's next post is merged into feeds when these are read. Needs a transaction.

    So it is from the first post that would have to be copied to more than FANOUT_MAX_FOLLOWERS timelines.
    """
    if Author.objects.filter(account_id=account_id, is_pulled=True).exists():
        return True
    followers = Follow.objects.active().filter(followee_id=account_id)
    if followers[: settings.FANOUT_MAX_FOLLOWERS + 1].count() <= settings.FANOUT_MAX_FOLLOWERS:
        return False
    author_lock(account_id)  # whoever follows from now on finds the author pulled
    Author.objects.filter(account_id=account_id).update(is_pulled=True)
    Follow.objects.filter(followee_id=account_id).update(is_pulled=True)
    return True
