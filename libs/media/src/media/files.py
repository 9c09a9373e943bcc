"""The files of a picture, or that of a document, in the folder or the bucket of the settings."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import IO
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


DOCUMENT = "original.bin"
"""The name of the file of a document, which is kept as it came."""
NAMES = (*(f"{size}.webp" for size in SIZES), DOCUMENT)
"""The names of all files that one upload may have."""


class _Picture(File):
    content_type = "image/webp"
    """What a bucket says that it is."""


class _Document(File):
    content_type = "application/octet-stream"


def write(path: str, sizes: Mapping[str, bytes]) -> None:
    """Write every size of a picture. Raises StorageUnavailable."""
    with _storage():
        for size, content in sizes.items():
            default_storage.save(name_of(path, size), _Picture(BytesIO(content), name=size))


def write_document(path: str, content: IO[bytes]) -> None:
    """Write the file of a document. Raises StorageUnavailable."""
    with _storage():
        content.seek(0)
        default_storage.save(f"{path}/{DOCUMENT}", _Document(content, name=DOCUMENT))


def read(name: str) -> bytes:
    """Return the content of a file. Raises StorageUnavailable, also for a file that is gone."""
    with _storage(), default_storage.open(name) as file:
        return file.read()


def hide(path: str, hidden_as: UUID) -> None:
    """Give every file of a picture its hidden name; repeating it is harmless. Raises StorageUnavailable."""
    with _storage():
        for name in NAMES:
            _move(f"{path}/{name}", _hidden_name(path, name, hidden_as))


def show(path: str, hidden_as: UUID) -> None:
    """Give every file of a picture its own name back; repeating it is harmless. Raises StorageUnavailable."""
    with _storage():
        for name in NAMES:
            _move(_hidden_name(path, name, hidden_as), f"{path}/{name}")


def _move(source: str, target: str) -> None:
    """Copy a file and delete it; without the source it has been moved before. A bucket cannot rename."""
    if not default_storage.exists(source):
        return
    default_storage.delete(target)
    with default_storage.open(source) as file:
        default_storage.save(target, _Picture(BytesIO(file.read()), name=target))
    default_storage.delete(source)


def delete(path: str, hidden_as: UUID | None) -> None:
    """Delete every file under both names, and the folder; what is gone already is no fault.

    Raises StorageUnavailable.
    """
    names = [f"{path}/{name}" for name in NAMES]
    names += [_hidden_name(path, name, hidden_as) for name in NAMES] if hidden_as else []
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


def _hidden_name(path: str, name: str, hidden_as: UUID) -> str:
    """Return a name that nobody can guess; the gateway serves no name of this form."""
    return f"{path}/{hidden_as.hex}-{name}"


def name_of(path: str, size: str) -> str:
    """Return the name of the file with one size."""
    return f"{path}/{size}.webp"
