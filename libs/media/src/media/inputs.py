"""Pictures and documents in the shapes of bodies: checked with the other fields, so that all faults are answered."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.core.files.uploadedfile import UploadedFile
from rest_framework.serializers import ErrorDetail, ValidationError

from chassis.http.fields import Upload, Uploads
from chassis.http.serializers import Input
from media.checking import Checked, picture_encode, upload_check
from media.documents import MEDIA_TYPES
from media.errors import PictureRefused
from media.limits import MAX_BYTES, MAX_FRAMES, MAX_PIXELS, MAX_SIDE
from media.sandbox import Encoded
from media.shapes import Shape
from media.signatures import SIGNATURES

T = TypeVar("T")


class Picture(Upload):
    """A picture in a form; what is checked of it is published."""

    about = f"A picture: {', '.join(SIGNATURES)}"
    limits: ClassVar = {
        "bytes": MAX_BYTES,
        "pixels": MAX_PIXELS,
        "side": MAX_SIDE,
        "frames": MAX_FRAMES,
        "types": [f"image/{name.lower()}" for name in SIGNATURES],
    }


OF_UPLOADS = {**Picture.limits, "types": [*Picture.limits["types"], *MEDIA_TYPES]}
"""What a picture or a document may be."""


class PictureOrDocument(Upload):
    """A picture or a document in a form."""

    about = f"A picture ({', '.join(SIGNATURES)}), or a document (PDF, ZIP, plain text in UTF-8)"
    limits: ClassVar = OF_UPLOADS


class PicturesOrDocuments(Uploads):
    """Several of them, or ids of those that were uploaded before."""

    about = PictureOrDocument.about
    limits: ClassVar = OF_UPLOADS


def upload_prepare(file: Any, *, shape: Shape, field: str) -> Checked | None:
    """Check a file, so that ``PicturesIn.checked`` has its result at once, also a refusal. Raises Unavailable."""
    if not isinstance(file, UploadedFile):
        return None
    try:
        return _checked(file, shape, field)
    except PictureRefused as error:
        file.outcome = error  # type: ignore[attr-defined]
        return None


def _checked(file: Any, shape: Shape, field: str) -> Checked:
    """Return an upload that was checked, once. Raises PictureRefused and Unavailable."""
    outcome: Checked | PictureRefused | None = getattr(file, "outcome", None)
    if isinstance(outcome, PictureRefused):
        raise outcome
    if outcome is None:
        outcome = file.outcome = upload_check(file=file, shape=shape, field=field)
    return outcome


def picture_prepare(file: Any, *, shape: Shape, field: str) -> None:
    """Encode a file, so that ``PicturesIn.encoded`` has its result at once, also a refusal. Raises Unavailable."""
    if isinstance(file, UploadedFile):
        try:
            outcome: Encoded | PictureRefused = picture_encode(file=file, shape=shape, field=field)
        except PictureRefused as error:
            outcome = error
        file.outcome = outcome  # type: ignore[attr-defined]


def _encoded(file: Any, shape: Shape, field: str) -> Encoded:
    """Return a file in every size of its shape. Raises PictureRefused and Unavailable."""
    outcome: Encoded | PictureRefused | None = getattr(file, "outcome", None)
    if isinstance(outcome, PictureRefused):
        raise outcome
    return outcome or picture_encode(file=file, shape=shape, field=field)


class PicturesIn(Input):
    """A body with pictures: each is a ``Picture``, and its ``validate_…`` calls ``encoded``.

    Checking takes up to some seconds for each picture. It raises Unavailable, and the refusal of a picture itself in
    place of a ValidationError when nothing else is wrong with the body.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._refused: list[PictureRefused] = []

    def is_valid(self, *, raise_exception: bool = False) -> bool:
        """Return whether the body has no fault. Raises ValidationError or PictureRefused if ``raise_exception``."""
        is_valid: bool = super().is_valid()
        if raise_exception and not is_valid:
            raise self._refusal()
        return is_valid

    def encoded(self, file: Any, *, shape: Shape, field: str) -> Encoded | None:
        """Return a file in every size of its shape, None for none. Raises ValidationError and Unavailable."""
        return None if file is None else self._of(lambda: _encoded(file, shape, field))

    def checked(self, file: Any, *, shape: Shape, field: str) -> Checked:
        """Return a picture in every size of its shape, or a document. Raises ValidationError and Unavailable."""
        return self._of(lambda: _checked(file, shape, field))

    def _of(self, check: Callable[[], T]) -> T:
        try:
            return check()
        except PictureRefused as error:
            self._refused.append(error)
            raise ValidationError([ErrorDetail(error.sentence, error.code)]) from error

    def _refusal(self) -> Exception:
        is_alone = len(self._refused) == 1 and len(self.errors) == 1
        return self._refused[0] if is_alone else ValidationError(self.errors)
