"""Deletes files of uploads that a process which was killed has left; Django deletes those of every other request."""

import time
from contextlib import suppress
from pathlib import Path

import structlog
from django.conf import settings

log = structlog.get_logger(source="uploads")

EVERY_SECONDS = 300.0
OLDEST_SECONDS = 3600.0
"""Far longer than any request lives that has brought a file."""
PATTERN = "*.upload*"
"""The names of ``django.core.files.uploadedfile.TemporaryUploadedFile``."""


def uploads_sweep() -> None:
    """Delete old files of uploads from the folder of this service; where it has none of its own, nothing.

    A fault of the disk is logged: it must not end the worker.
    """
    if not settings.FILE_UPLOAD_TEMP_DIR:
        return
    try:
        count = sum(map(_delete_if_old, Path(settings.FILE_UPLOAD_TEMP_DIR).glob(PATTERN)))
    except OSError as error:
        log.error("uploads_not_swept", reason=type(error).__name__)
        return
    if count:
        log.warning("uploads_left_behind", count=count)


def _delete_if_old(path: Path) -> bool:
    with suppress(FileNotFoundError):  # another worker was faster
        if path.stat().st_mtime < time.time() - OLDEST_SECONDS:
            path.unlink()
            return True
    return False
