"""Which user a program runs as, and how it dies with its parent."""

import os
import pwd
import shutil
from pathlib import Path


def is_root() -> bool:
    """Return whether we may run the servers as their own users."""
    return os.geteuid() == 0


def launcher(user: str | None, *, death_signal: str = "TERM") -> list[str]:
    """Return the words before a command so that it runs as ``user`` and gets a signal when its parent dies."""
    words = ["setpriv", "--pdeathsig", death_signal]
    if user and is_root():
        entry = pwd.getpwnam(user)
        words += [f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--init-groups"]
    return [*words, "--"]


def make_folder(path: Path, *, user: str | None = None, mode: int = 0o700) -> Path:
    """Make a folder, or put its owner and mode right."""
    path.mkdir(parents=True, exist_ok=True)
    hand_over(path, user=user, mode=mode)
    return path


def write_file(path: Path, text: str, *, user: str | None = None, mode: int = 0o600) -> Path:
    """Write a whole file that is never readable by more users than ``mode`` says."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    hand_over(draft, user=user, mode=mode)
    draft.rename(path)
    return path


def hand_over(path: Path, *, user: str | None, mode: int) -> None:
    """Give a path to the user that needs it, as far as we may."""
    if user and is_root():
        shutil.chown(path, user, pwd.getpwnam(user).pw_gid)
    path.chmod(mode)
