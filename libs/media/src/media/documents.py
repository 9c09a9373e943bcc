"""Documents that are kept as they came and served as downloads: what one is, decided by its content."""

import re
import zipfile
from dataclasses import dataclass
from typing import IO, Any

from media.signatures import UNSAID

PDF, ZIP, TEXT = "application/pdf", "application/zip", "text/plain"
MEDIA_TYPES = {
    PDF: {PDF, "application/x-pdf"},
    ZIP: {ZIP, "application/x-zip-compressed", "application/x-zip"},
    TEXT: {TEXT, "text/markdown", "text/csv"},
}
"""What each is served as, and what clients call it."""
HEADS = {b"%PDF-": PDF, b"PK\x03\x04": ZIP, b"PK\x05\x06": ZIP}
"""ISO 32000-2, 7.5.2; APPNOTE.TXT of PKWARE, 4.3.7 and 4.3.16."""
MARKUP = re.compile(rb"\s*<(?:!|\?|[a-z])", re.IGNORECASE)
"""How HTML, SVG and XML begin: they are no plain text."""
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
PROGRAM_NAMES = {"[content_types].xml", "androidmanifest.xml", "classes.dex", "mimetype", "meta-inf/manifest.mf"}
"""Names in archives that are documents of offices or programs and no plain archives: .docx, .apk, .odt, .epub, .jar."""
END_OF_DIRECTORY = b"PK\x05\x06"
END_BYTES = 22
COMMENT_BYTES = 65_535
MAX_DIRECTORY_BYTES = 1_000_000
"""Of an archive's list of names, which is read."""
CHUNK_BYTES = 64 * 1024


class NotSupported(Exception):
    """The content is of no accepted type."""


class Damaged(Exception):
    """The content is an archive that cannot be opened."""


@dataclass(frozen=True)
class Document:
    """A file as it came, on disk."""

    media_type: str
    name: str
    """A safe name, as ``chassis.http.file_names`` makes it."""
    size: int
    content: IO[bytes]


def media_type_of(file: IO[bytes]) -> str:
    """Return the media type of a file by its content: one of MEDIA_TYPES. Raises NotSupported and Damaged."""
    file.seek(0)
    head = file.read(CHUNK_BYTES)
    found = next((kind for start, kind in HEADS.items() if head.startswith(start)), TEXT)
    if found == ZIP:
        _check_archive(file)
    if found == TEXT:
        _check_text(file, head)
    return found


def is_called(declared: str, media_type: str) -> bool:
    """Return whether what a client says of a file fits its media type."""
    bare = declared.partition(";")[0].strip().lower()
    return bare in MEDIA_TYPES[media_type] or bare in UNSAID


def _check_text(file: IO[bytes], head: bytes) -> None:
    """Raise NotSupported unless the file is plain text in UTF-8."""
    if MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise NotSupported
    file.seek(0)
    content = file.read()
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise NotSupported from error
    if CONTROL.search(content):
        raise NotSupported


def _check_archive(file: Any) -> None:
    """Raise Damaged for what is no archive, and NotSupported for a document of an office, a program or a huge list."""
    if _directory_bytes(file) > MAX_DIRECTORY_BYTES:
        raise NotSupported
    try:
        with zipfile.ZipFile(file) as archive:
            names = {name.lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Damaged from error
    if names & PROGRAM_NAMES:
        raise NotSupported


def _directory_bytes(file: IO[bytes]) -> int:
    """Return how long the list of names is, as the end of the archive says: ``zipfile`` reads no more of it.

    Raises Damaged without an end, and for the form of archives beyond 4 GB, whose lengths are elsewhere.
    """
    length = file.seek(0, 2)
    file.seek(max(0, length - END_BYTES - COMMENT_BYTES))
    tail = file.read()
    at = tail.rfind(END_OF_DIRECTORY)
    if at < 0 or len(tail) < at + END_BYTES or b"PK\x06\x07" in tail[max(0, at - 20) : at]:
        raise Damaged
    return int.from_bytes(tail[at + 12 : at + 16], "little")
