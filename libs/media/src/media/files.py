"""The files of a picture, in the folder or the bucket of the settings."""

from collections.abc import Mapping
from io import BytesIO

from django.core.files import File
from django.core.files.storage import default_storage

from media.shapes import SIZES


class _Picture(File):
    content_type = "image/webp"
    """What a bucket says that it is."""


def write(path: str, sizes: Mapping[str, bytes]) -> None:
    """Write every size of a picture. Raises OSError, or what the client of the bucket raises."""
    for size, content in sizes.items():
        default_storage.save(name_of(path, size), _Picture(BytesIO(content), name=size))


def delete(path: str) -> None:
    """Delete every size, and the folder; what is gone already is no fault."""
    for name in (*(name_of(path, size) for size in SIZES), path):
        default_storage.delete(name)


def name_of(path: str, size: str) -> str:
    """Return the name of the file with one size."""
    return f"{path}/{size}.webp"
