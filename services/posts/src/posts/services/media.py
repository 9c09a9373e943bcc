"""Media of posts: storing uploads, attaching them to posts, and deleting them.

``services.media_changes`` changes those that may belong to a post.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from chassis.errors import SessionEnded
from media.checking import Checked
from media.services import picture_discard, picture_use, upload_store
from posts.errors import MediaNotAttachable, TooManyUnattached
from posts.limits import MAX_UNATTACHED, UPLOADS
from posts.models import Medium, Post
from posts.models.held_media import held_by, is_held
from posts.services.own_rows import own_rows_lock
from relations.selectors import account_is_closed

Item = UUID | Checked
"""A medium for a post: the id of one that was uploaded before, or a file that came with the post."""
UNATTACHED_FOR = timedelta(hours=24)
AT_ONCE = 100


def uploads_store(*, owner_id: UUID, media: Iterable[Item]) -> None:
    """Store the files of uploads that are not stored yet; call it outside of the transaction that uses them.

    Raises SessionEnded for an account that is suspended or deleted, TooManyRequests, TooManyUnattached and Unavailable.
    """
    checked = [each for each in media if isinstance(each, Checked) and each.kept_as is None]
    if not checked:
        return
    if account_is_closed(account_id=owner_id):
        raise SessionEnded
    _check_unattached(owner_id)
    for each in checked:
        UPLOADS.count(str(owner_id))
        upload_store(owner_id=owner_id, checked=each)


def medium_add(*, owner_id: UUID, file: Checked, alt: str = "") -> Medium:
    """Keep an upload until a post has it, at most for a day. Raises as ``uploads_store`` does."""
    uploads_store(owner_id=owner_id, media=[file])
    with transaction.atomic():
        own_rows_lock("media", owner_id)
        _check_unattached(owner_id)  # others may have been kept while the files were written
        return _medium_make(owner_id, file, alt)


def _check_unattached(owner_id: UUID) -> None:
    """Raise TooManyUnattached for an account with as many unattached media as it may have.

    Those that a scheduled post or a draft has are not counted: there are limits of these.
    """
    own = _unattached().filter(owner_id=owner_id)
    if own.count() >= MAX_UNATTACHED and own.exclude(id__in=held_by(owner_id)).count() >= MAX_UNATTACHED:
        raise TooManyUnattached("Attach or delete some of the media that belong to no post.")


def _medium_make(owner_id: UUID, checked: Checked, alt: str = "") -> Medium:
    """Create the medium of an upload that is stored. Raises Unavailable, and SessionEnded for a closed account."""
    assert checked.kept_as is not None
    if account_is_closed(account_id=owner_id):  # it may have been closed while the files were written
        raise SessionEnded
    medium = Medium.objects.create(owner_id=owner_id, picture_id=checked.kept_as, alt=alt, created_at=timezone.now())
    picture_use(checked.kept_as)
    return medium


def media_attach(post: Post, items: Sequence[Item]) -> bool:
    """Make these the media of a post that the caller has locked, in this order; return whether that is a change.

    Media that the post has and that are not among them are deleted. ``media_count`` is set, and not saved.
    Raises MediaNotAttachable for what is not the author's, or belongs to another post.
    """
    before = list(Medium.objects.filter(post=post).order_by("position").values_list("id", flat=True))
    wanted = [each if isinstance(each, UUID) else _medium_make(post.author_id, each).id for each in items]
    if wanted == before:
        return False
    found = _attachable(post, wanted)
    media_delete(Medium.objects.filter(post=post).exclude(id__in=wanted))
    for position, medium_id in enumerate(wanted):
        found[medium_id].post, found[medium_id].position = post, position
    Medium.objects.bulk_update(found.values(), ["post", "position"])
    post.media_count = len(wanted)
    return True


def media_check(*, owner_id: UUID, ids: Sequence[UUID]) -> None:
    """Raise MediaNotAttachable unless a new post of the account could have these media."""
    _attachable(Post(author_id=owner_id), ids)


def _attachable(post: Post, wanted: Sequence[UUID]) -> dict[UUID, Medium]:
    """Return the media by id, locked. Raises MediaNotAttachable."""
    own = Medium.objects.select_for_update(no_key=True).filter(id__in=wanted, owner_id=post.author_id).order_by("id")
    found = {medium.id: medium for medium in own if medium.post_id in (None, post.id)}
    if missing := [place for place, each in enumerate(wanted) if each not in found]:
        raise MediaNotAttachable(missing)
    return found


def media_end(post: Post) -> None:
    """Delete the media of a post that the caller has locked. ``media_count`` is set, and not saved."""
    if post.media_count:
        media_delete(Medium.objects.filter(post=post))
        post.media_count = 0


def media_delete(media: QuerySet[Medium]) -> int:
    """Delete media, and let the worker delete their files; return how many there were."""
    picture_ids = list(media.order_by("id").values_list("picture_id", flat=True))
    Medium.objects.filter(picture_id__in=picture_ids).delete()
    for picture_id in sorted(picture_ids):
        picture_discard(picture_id)
    return len(picture_ids)


def _unattached() -> QuerySet[Medium]:
    return Medium.objects.filter(post=None)


@transaction.atomic
def media_collect() -> int:
    """Delete the next media that no post has had for a day; return how many there were.

    At most AT_ONCE; the next run continues. What a scheduled post or a draft has is looked at again a day later.
    """
    old = _unattached().filter(created_at__lt=Now() - UNATTACHED_FOR)
    found = old.select_for_update(skip_locked=True).order_by("created_at").values_list("id", flat=True)[:AT_ONCE]
    looked_at = Medium.objects.filter(id__in=list(found))
    looked_at.filter(is_held()).update(created_at=Now())
    return media_delete(looked_at.exclude(is_held()))
