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
    """Delete old files of uploads from the folder of this service; where it has none of its own, nothing."""
    if not settings.FILE_UPLOAD_TEMP_DIR:
        return
    oldest, count = time.time() - OLDEST_SECONDS, 0
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).glob(PATTERN):
        with suppress(OSError):  # another worker was faster, or the disk is at fault: again next time
            if path.stat().st_mtime < oldest:
                path.unlink()
                count += 1
    if count:
        log.warning("uploads_left_behind", count=count)
