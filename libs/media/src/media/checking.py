"""Checks a file that somebody has sent as a picture, and encodes it anew; nothing is kept."""

from typing import Any

from django.conf import settings

from chassis.database.connection import set_deadline
from media.errors import PictureDamaged, PictureNotSupported, PictureTooHeavy, PictureTooLarge
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
