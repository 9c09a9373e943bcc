"""The files of archives: in a folder that the gateway serves, and only to somebody with a signed address.

The names are random, and nobody but the service may list the folder. An address is signed for some minutes, for one
file; the gateway compares the signature (``gateway/templates/exports.conf``).
"""

import base64
import hashlib
import os
import shutil
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings

from chassis.http.links import link_to

URL_LIFETIME = timedelta(minutes=5)
FREE_BYTES = 500_000_000
"""How much of the disk archives leave free for everything else."""
LEAF_MODE, FOLDER_MODE = 0o644, 0o711


class DiskFull(Exception):
    """Too little of the disk is free to go on."""


def path_of(file_id: UUID) -> Path:
    """Return the path of a file."""
    return Path(settings.EXPORT_DIR) / _name_of(file_id)


def begin(file_id: UUID) -> None:
    """Create the file, or empty it. Raises DiskFull and OSError."""
    check_space()
    path = path_of(file_id)
    path.parent.mkdir(exist_ok=True)
    path.parent.chmod(FOLDER_MODE)
    path.write_bytes(b"")
    path.chmod(LEAF_MODE)


def draft() -> IO[bytes]:
    """Return an empty file without a name on the same disk: nothing is left of it when the process dies."""
    return tempfile.TemporaryFile(dir=settings.EXPORT_DIR)


def check_space() -> None:
    """Raise DiskFull when less than FREE_BYTES are free."""
    if shutil.disk_usage(settings.EXPORT_DIR).free < FREE_BYTES:
        raise DiskFull


def delete(file_id: UUID) -> None:
    """Delete a file; one that is gone already is no fault."""
    path_of(file_id).unlink(missing_ok=True)


def sweep(*, older_than: timedelta) -> int:
    """Delete every file that was last written so long ago, whatever it is; return how many there were."""
    oldest = time.time() - older_than.total_seconds()
    old = [path for path in Path(settings.EXPORT_DIR).glob("*/*.zip") if _written_at(path) < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def signed_url(file_id: UUID, *, now: datetime, expires_at: datetime) -> str:
    """Return an address of the file that works for URL_LIFETIME, and never after ``expires_at``."""
    path = f"/exports/{_name_of(file_id)}"
    ends = int(min(now + URL_LIFETIME, expires_at).timestamp())
    return link_to(path, [("expires", str(ends)), ("signature", _signature(path, ends))])


def _signature(path: str, ends: int) -> str:
    """Return what nginx computes: http://nginx.org/en/docs/http/ngx_http_secure_link_module.html#secure_link_md5."""
    signed = f"{ends} {path} {settings.EXPORT_SECRET}".encode()
    digest = hashlib.md5(signed, usedforsecurity=False).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _name_of(file_id: UUID) -> str:
    return f"{file_id.hex[:2]}/{file_id.hex}.zip"


def _written_at(path: Path) -> float:
    try:
        return os.stat(path).st_mtime
    except FileNotFoundError:
        return time.time()
