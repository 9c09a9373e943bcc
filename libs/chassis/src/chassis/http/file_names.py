"""Names of files that people send: what of them is kept, so that they are safe on a disk and in a header."""

import re
import unicodedata
from pathlib import PurePosixPath

NAMELESS = "upload"
MAX_BYTES = 150
"""In UTF-8: a name on a disk may have 255 bytes, and a temporary one has more than the sent name."""
MAX_EXTENSION = 10
FORBIDDEN = re.compile(r'[<>:"|?*;%\\/]')
DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.IGNORECASE)
"""Names that stand for devices: https://learn.microsoft.com/windows/win32/fileio/naming-a-file."""


def safe_name(sent: str) -> str:
    """Return the last part of a path without control, formatting and special characters, or ``upload`` for none."""
    last = re.split(r"[/\\]", sent)[-1]
    visible = "".join(each for each in unicodedata.normalize("NFC", last) if unicodedata.category(each)[0] != "C")
    name = _cut(FORBIDDEN.sub("_", visible).strip(". \u00a0\u3000"))
    return f"_{name}" if DEVICES.match(name) else name or NAMELESS


def _cut(name: str) -> str:
    """Return a name of at most MAX_BYTES bytes that still has its extension, if that is short."""
    if len(name.encode()) <= MAX_BYTES:
        return name
    suffix = PurePosixPath(name).suffix
    suffix = suffix if len(suffix) <= MAX_EXTENSION and suffix.isascii() else ""
    stem = name.removesuffix(suffix).encode()[: MAX_BYTES - len(suffix)].decode(errors="ignore")
    return f"{stem.rstrip('. ')}{suffix}"
