"""Files that nginx may read at any moment, so they are written atomically."""

import os
from pathlib import Path


def write_atomically(path: Path, text: str) -> None:
    """Write a file that everybody may read; a reader sees the old text or the new one. Raises OSError."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text)
    draft.chmod(0o644)
    draft.replace(path)


def make_folder(path: Path) -> Path:
    """Make a folder that everybody may read, with its parents, and return it."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o755)
    return path
