"""The stack's secrets: random, generated once, one file each."""

import secrets

from stack.identity import make_folder, write_file
from stack.layout import Layout


def secret(layout: Layout, name: str) -> str:
    """Return the secret of this name; the first call generates it (32 random bytes, safe in a URL)."""
    path = make_folder(layout.secrets) / name
    if not path.exists():
        write_file(path, secrets.token_urlsafe(32))
    return path.read_text()
