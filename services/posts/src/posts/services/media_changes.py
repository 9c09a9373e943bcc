"""Changes of media that may belong to a post: its version moves with them."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from uuid import UUID

from django.db import transaction

from chassis.errors import Unavailable
from posts.errors import MediumNotFound
from posts.models import Medium, Post
from posts.models.medium import MediumQuerySet
from posts.services.media import media_delete
from posts.services.posts import group_check, own_post, post_changed
from posts.services.texts import terms_add, terms_remove

ATTEMPTS = 3


@transaction.atomic
def medium_edit(*, medium_id: UUID, owner_id: UUID, changes: Mapping[str, str]) -> None:
    """Change the ``alt`` of the account's own medium; without a difference nothing changes.

    Raises MediumNotFound, and as ``group_check`` does. Emits PostEdited if a post has it.
    """

    def change(own: MediumQuerySet, post: Post | None) -> int:
        if changes and own.exclude(**changes).update(**changes) and post:
            group_check(post)
            post_changed(post, fields=[])
        return own.count()

    _change(medium_id, owner_id, change)


@transaction.atomic
def medium_delete(*, medium_id: UUID, owner_id: UUID) -> None:
    """Delete the account's own medium, also from its post.

    Raises MediumNotFound, and PostEmpty when its post would have nothing any more. Emits PostEdited if a post has it.
    """

    def change(own: MediumQuerySet, post: Post | None) -> int:
        ended = media_delete(own.select_for_update())
        if ended and post:
            post.media_count -= ended
            post_changed(post, fields=["media_count"])
            terms_remove(post)
            terms_add(post)
        return ended

    _change(medium_id, owner_id, change)


def _change(medium_id: UUID, owner_id: UUID, change: Callable[[MediumQuerySet, Post | None], int]) -> None:
    """Change a medium whose post is locked before it, as always; ``change`` returns 0 when it is not there any more.

    Raises MediumNotFound, and Unavailable when posts attach and detach it all the time.
    """
    for _ in range(ATTEMPTS):
        with suppress(_Moved), transaction.atomic():
            medium = Medium.objects.filter(id=medium_id, owner_id=owner_id).first()
            if medium is None:
                raise MediumNotFound
            post = own_post(post_id=medium.post_id, author_id=owner_id) if medium.post_id else None
            if not change(Medium.objects.filter(id=medium_id, post=post), post):
                raise _Moved
            return
    raise Unavailable(retry_after_seconds=1)


class _Moved(Exception):
    """Another transaction has attached or detached the medium.

    It ends the savepoint: PostgreSQL keeps a row locked that a query has waited for and then does not match, and the
    next attempt locks the post before the medium again.
    """
