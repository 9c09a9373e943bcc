"""The deny list: a file for each revoked session, which contains the Unix time when its last token has expired."""

import threading
from pathlib import Path
from uuid import UUID

from gateway.agent.files import make_folder, write_atomically


class DenyList:
    """The files of one folder; entries are only added or extended, so that events may arrive twice and in any order."""

    def __init__(self, folder: Path) -> None:
        self._folder = make_folder(folder)
        self._lock = threading.Lock()

    def deny(self, session_id: UUID, *, until: float, now: float) -> bool:
        """Refuse the session's tokens until a Unix time; return whether that changed the list.

        Raises OSError. An entry whose time has passed is not written, because the tokens have expired.
        """
        path = self._folder / str(session_id)
        with self._lock:
            if until <= now or _until(path) >= until:
                return False
            write_atomically(path, f"{until:.0f}\n")
            return True

    def sweep(self, *, now: float) -> int:
        """Remove the entries whose time has passed, and temporary files of a crash; return how many remain."""
        remaining = 0
        with self._lock:
            for path in self._folder.iterdir():
                if _until(path) < now:
                    path.unlink(missing_ok=True)
                else:
                    remaining += 1
        return remaining


def _until(path: Path) -> float:
    """Return when an entry may be removed; 0 when there is none, or it is incomplete."""
    try:
        return 0 if path.name.startswith(".") else float(path.read_text())
    except (FileNotFoundError, ValueError):
        return 0
