"""Every change of pictures: kept before they are used, and deleted by a job after nothing refers to them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models.functions import Now

from chassis.errors import Unavailable
from chassis.jobs import Later, State, enqueue, job
from chassis.jobs.periodic import periodic
from media import files
from media.checking import Checked
from media.documents import Document
from media.models import DISCARDED, KEPT, NEW, Picture, path_of
from media.sandbox import Encoded
from personal_data.interface import erases
from runtime.failpoints import failpoint

DELETE = "media.delete_files"
UNUSED_FOR = timedelta(hours=1)
"""How long a picture may be unused: far longer than the request lives that has brought it."""
SWEEP_SECONDS = 300.0
SWEPT_AT_ONCE = 100
WAITING_SECONDS = 1.0


def picture_store(*, owner_id: UUID, encoded: Encoded) -> Picture:
    """Store a picture that was checked; call ``picture_use`` in the transaction that refers to it.

    A bucket may take seconds, so call it outside a transaction. Raises Unavailable.
    """
    picture = Picture.objects.create(
        owner_id=owner_id,
        width=encoded.width,
        height=encoded.height,
        blurhash=encoded.blurhash,
        bytes=len(encoded.sizes["large"]),
    )
    with _writing():
        files.write(picture.path, encoded.sizes)
    return picture


def upload_store(*, owner_id: UUID, checked: Checked) -> UUID:
    """Store an upload once, and return its id; otherwise like ``picture_store``. Raises Unavailable."""
    if checked.kept_as is None:
        content = checked.content
        if isinstance(content, Document):
            checked.kept_as = document_store(owner_id=owner_id, document=content).id
        else:
            checked.kept_as = picture_store(owner_id=owner_id, encoded=content).id
    return checked.kept_as


def document_store(*, owner_id: UUID, document: Document) -> Picture:
    """Store a document that was checked; otherwise like ``picture_store``. Raises Unavailable."""
    kept = Picture.objects.create(
        owner_id=owner_id,
        width=0,
        height=0,
        media_type=document.media_type,
        name=document.name,
        bytes=document.size,
    )
    with _writing():
        files.write_document(kept.path, document.content)
    return kept


@contextmanager
def _writing() -> Iterator[None]:
    failpoint("media.before_files")
    try:
        yield
    except OSError as error:  # no space left, most of all
        raise Unavailable(retry_after_seconds=30) from error
    failpoint("media.after_files")


def picture_use(picture_id: UUID) -> None:
    """Keep a new picture for good. Raises Unavailable when it has been swept away as unused."""
    if not Picture.objects.filter(id=picture_id, state=NEW).update(state=KEPT):
        raise Unavailable()


def picture_discard(picture_id: UUID) -> None:
    """Let the worker delete a picture's files after the commit; call it after the reference to it is gone."""
    if Picture.objects.filter(id=picture_id).exclude(state=DISCARDED).update(state=DISCARDED):
        enqueue(DELETE, key=picture_id)


@job(DELETE)
def picture_delete(key: str, state: State) -> State | None:
    """Delete the files of a discarded picture, then its row; repeating it is harmless."""
    picture_id = UUID(key)
    hidden_as = Picture.objects.filter(id=picture_id).values_list("hidden_as", flat=True).first()
    files.delete(path_of(picture_id), hidden_as)
    failpoint("media.files_deleted")
    Picture.objects.filter(id=picture_id, state=DISCARDED).delete()
    return None


def pictures_hide(*, owner_id: UUID) -> bool:
    """Let nobody fetch the pictures of an account, in two steps (ADR 126). Return whether a second one is needed.

    Call it in a job: the first step chooses names, the second one gives them to the files.
    """
    shown = Picture.objects.filter(owner_id=owner_id, state=KEPT).select_for_update().order_by("id")
    unnamed = [picture.id for picture in shown if picture.hidden_as is None]
    for picture_id in unnamed:
        Picture.objects.filter(id=picture_id).update(hidden_as=uuid4())
    if not unnamed:
        for path, hidden_as in _hidden_names(shown):
            files.hide(path, hidden_as)
    return bool(unnamed)


def pictures_show(*, owner_id: UUID) -> None:
    """Let everybody fetch the pictures of an account again. Call it in a job."""
    hidden = Picture.objects.filter(owner_id=owner_id, state=KEPT, hidden_as__isnull=False)
    for path, hidden_as in _hidden_names(hidden.select_for_update().order_by("id")):
        files.show(path, hidden_as)
    hidden.update(hidden_as=None)


def _hidden_names(pictures: Iterable[Picture]) -> list[tuple[str, UUID]]:
    return [(picture.path, picture.hidden_as) for picture in pictures if picture.hidden_as]


@periodic(every_seconds=SWEEP_SECONDS)
def pictures_sweep() -> None:
    """Discard pictures that nothing has referred to, such as those of a process that died."""
    with transaction.atomic():
        unused = Picture.objects.filter(state=NEW, created_at__lt=Now() - UNUSED_FOR)
        found = unused.select_for_update(skip_locked=True).order_by("id")[:SWEPT_AT_ONCE]
        for picture_id in found.values_list("id", flat=True):
            picture_discard(picture_id)


@erases
def pictures_erase(account_id: UUID) -> bool:
    """Discard pictures of an erased account that nothing refers to; the service has discarded the others.

    Raises Later until the files of all are deleted.
    """
    pictures = Picture.objects.filter(owner_id=account_id)
    unused = list(pictures.filter(state=NEW).order_by("id").values_list("id", flat=True)[:SWEPT_AT_ONCE])
    for picture_id in unused:
        picture_discard(picture_id)
    if not unused and pictures.exists():
        raise Later(WAITING_SECONDS)
    return bool(unused)
