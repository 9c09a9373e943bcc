"""Which of the accepted formats a file claims to be, by its first bytes; its decoder decides."""

import re

HEAD_BYTES = 12
SIGNATURES = {
    "JPEG": re.compile(rb"\xff\xd8\xff"),
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "GIF": re.compile(rb"GIF8[79]a"),
    "WEBP": re.compile(rb"RIFF....WEBP", re.DOTALL),
}
MEDIA_TYPES = {
    "JPEG": {"image/jpeg", "image/jpg", "image/pjpeg"},
    "PNG": {"image/png", "image/apng"},
    "GIF": {"image/gif"},
    "WEBP": {"image/webp"},
}
UNSAID = {"", "application/octet-stream"}
"""Media types by which a client says nothing about a file."""


def format_of(head: bytes) -> str | None:
    """Return the format that a file's first HEAD_BYTES are of, or None for one that is not accepted."""
    return next((name for name, pattern in SIGNATURES.items() if pattern.match(head)), None)


def is_named(media_type: str, name: str) -> bool:
    """Return whether a media type names the format, or says nothing."""
    bare = media_type.partition(";")[0].strip().lower()
    return bare in MEDIA_TYPES[name] or bare in UNSAID
