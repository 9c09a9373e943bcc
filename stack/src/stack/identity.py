"""The user that a program runs as, and the signal that it gets when its parent dies."""

import os
import pwd
import shutil
from pathlib import Path


def is_root() -> bool:
    """Return whether this process may run the servers as their own users."""
    return os.geteuid() == 0


def launcher(user: str | None, *, death_signal: str = "TERM") -> list[str]:
    """Return the arguments before a command so that it runs as ``user`` and gets a signal when its parent dies."""
    words = ["setpriv", "--pdeathsig", death_signal]
    if user and is_root():
        entry = pwd.getpwnam(user)
        words += [f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--init-groups"]
    return [*words, "--"]


def make_folder(path: Path, *, user: str | None = None, mode: int = 0o700) -> Path:
    """Create a folder, or correct its owner and mode."""
    path.mkdir(parents=True, exist_ok=True)
    hand_over(path, user=user, mode=mode)
    return path


def write_file(path: Path, text: str, *, user: str | None = None, mode: int = 0o600) -> Path:
    """Write a file atomically; it is never readable by more users than ``mode`` allows."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    hand_over(draft, user=user, mode=mode)
    draft.rename(path)
    return path


def hand_over(path: Path, *, user: str | None, mode: int) -> None:
    """Change the owner of a path to the user that needs it, if this process may."""
    if user and is_root():
        shutil.chown(path, user, pwd.getpwnam(user).pw_gid)
    path.chmod(mode)
