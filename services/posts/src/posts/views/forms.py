"""Forms with media: what parses them, and how files are stored before the transaction of an Idempotency-Key."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from chassis.http.multipart import MultipartParser
from chassis.http.parsers import StrictJSONParser
from media.inputs import upload_prepare
from media.shapes import ATTACHED
from posts.services.media import uploads_store


class FileForm(MultipartParser):
    """A form with a picture or another file."""

    too_heavy: ClassVar = "file_too_heavy"


class MediaForm(FileForm):
    """A form with several media."""

    repeatable: ClassVar = frozenset({"media", "image"})


FORMS = [StrictJSONParser, MediaForm]


def files_in(form: dict[str, Any]) -> list[Any]:
    """Return what the fields of media have."""
    found = [form[name] for name in sorted(MediaForm.repeatable) if name in form]
    return [each for value in found for each in (value if isinstance(value, list) else [value])]


def files_prepare(files: Iterable[Any], *, owner_id: UUID, field: str) -> None:
    """Check and store the files among some values of a form: their rows are older than their files (ADR 116)."""
    for file in files:
        if checked := upload_prepare(file, shape=ATTACHED, field=field):
            uploads_store(owner_id=owner_id, media=[checked])
