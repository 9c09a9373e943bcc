"""The files of a picture, in the folder or the bucket of the settings."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from uuid import UUID

import structlog
from django.core.files import File
from django.core.files.storage import default_storage

from chassis.transient import Transient
from media.shapes import SIZES

log = structlog.get_logger(source="media")

CLIENTS = {"boto3", "botocore", "s3transfer"}
"""The packages of the client of a bucket. Its exceptions have no class in common, and importing them takes memory."""


class StorageUnavailable(Transient, OSError):
    """The folder or the bucket cannot be reached, or takes no file now."""


class _Picture(File):
    content_type = "image/webp"
    """What a bucket says that it is."""


def write(path: str, sizes: Mapping[str, bytes]) -> None:
    """Write every size of a picture. Raises StorageUnavailable."""
    with _storage():
        for size, content in sizes.items():
            default_storage.save(name_of(path, size), _Picture(BytesIO(content), name=size))


def hide(path: str, hidden_as: UUID) -> None:
    """Give every file of a picture its hidden name; repeating it is harmless. Raises StorageUnavailable."""
    with _storage():
        for size in SIZES:
            _move(name_of(path, size), _hidden_name(path, size, hidden_as))


def show(path: str, hidden_as: UUID) -> None:
    """Give every file of a picture its own name back; repeating it is harmless. Raises StorageUnavailable."""
    with _storage():
        for size in SIZES:
            _move(_hidden_name(path, size, hidden_as), name_of(path, size))


def _move(source: str, target: str) -> None:
    """Copy a file and delete it; without the source it has been moved before. A bucket cannot rename."""
    if not default_storage.exists(source):
        return
    default_storage.delete(target)
    with default_storage.open(source) as file:
        default_storage.save(target, _Picture(BytesIO(file.read()), name=target))
    default_storage.delete(source)


def delete(path: str, hidden_as: UUID | None) -> None:
    """Delete every size under both names, and the folder; what is gone already is no fault.

    Raises StorageUnavailable.
    """
    names = [name_of(path, size) for size in SIZES]
    names += [_hidden_name(path, size, hidden_as) for size in SIZES] if hidden_as else []
    with _storage():
        for name in (*names, path):
            default_storage.delete(name)


@contextmanager
def _storage() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if not isinstance(error, OSError) and type(error).__module__.partition(".")[0] not in CLIENTS:
            raise
        log.warning("storage_unavailable", reason=type(error).__name__)
        raise StorageUnavailable from error


def _hidden_name(path: str, size: str, hidden_as: UUID) -> str:
    """Return a name that nobody can guess; the gateway serves no name of this form."""
    return f"{path}/{hidden_as.hex}-{size}.webp"


def name_of(path: str, size: str) -> str:
    """Return the name of the file with one size."""
    return f"{path}/{size}.webp"
