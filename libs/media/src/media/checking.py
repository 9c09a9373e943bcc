"""Checks a file that somebody has sent: a picture is encoded anew, a document stays as it is; nothing is kept."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from chassis.database.connection import set_deadline
from media.documents import Damaged, Document, NotSupported, is_called, media_type_of
from media.errors import (
    FileDamaged,
    FileNotSupported,
    FileTooHeavy,
    PictureDamaged,
    PictureNotSupported,
    PictureTooHeavy,
    PictureTooLarge,
)
from media.limits import MAX_BYTES
from media.sandbox import Encoded, Refused, encode
from media.shapes import Shape
from media.signatures import HEAD_BYTES, format_of, is_named


def picture_encode(*, file: Any, shape: Shape, field: str) -> Encoded:
    """Return an upload in every size of its shape. The request gets its time for the database again.

    ``file`` is a Django ``UploadedFile`` on disk, ``field`` the field that it came in. It takes up to some seconds.
    Raises PictureNotSupported, PictureDamaged, PictureTooLarge, PictureTooHeavy and Unavailable.
    """
    encoded = _encoded(file, shape, field)
    set_deadline(settings.DB_TIMEOUT_SECONDS)
    return encoded


@dataclass
class Checked:
    """An upload that may be kept: a picture in every size, or a document as it came."""

    content: Encoded | Document
    kept_as: UUID | None = None
    """The id under which ``media.services.upload_store`` has stored it."""


def upload_check(*, file: Any, shape: Shape, field: str) -> Checked:
    """Return a picture in every size of its shape, or a document as it came, whichever the content is.

    Otherwise like ``picture_encode``; raises FileNotSupported, FileDamaged and FileTooHeavy, too, and not
    PictureNotSupported.
    """
    file.seek(0)
    name = format_of(file.read(HEAD_BYTES))
    if name is None:
        return Checked(_document(file, field))
    if not is_named(file.content_type or "", name):
        raise FileNotSupported(field)
    return Checked(picture_encode(file=file, shape=shape, field=field))


def _document(file: Any, field: str) -> Document:
    if not file.size:
        raise FileDamaged(field)
    if file.size > MAX_BYTES:
        raise FileTooHeavy(field)
    try:
        media_type = media_type_of(file.file)
    except (NotSupported, Damaged) as error:
        raise (FileDamaged if isinstance(error, Damaged) else FileNotSupported)(field) from error
    if not is_called(file.content_type or "", media_type):
        raise FileNotSupported(field)
    return Document(media_type, file.name, file.size, file.file)


def _encoded(file: Any, shape: Shape, field: str) -> Encoded:
    if file.size > MAX_BYTES:
        raise PictureTooHeavy(field)
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if len(head) < HEAD_BYTES:
        raise PictureDamaged(field)
    name = format_of(head)
    if name is None or not is_named(file.content_type or "", name):
        raise PictureNotSupported(field)
    try:
        return encode(file, name, shape)
    except Refused as error:
        raise (PictureTooLarge if str(error) == "too_large" else PictureDamaged)(field) from error
