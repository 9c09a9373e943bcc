"""What all programs of the stack have logged since the suite began."""

from pathlib import Path

from stack.handle import Handle


class Logs:
    """The log files of a stack; lines of earlier runs are ignored."""

    def __init__(self, handle: Handle) -> None:
        self._folder = handle.layout.logs
        self._begins = {path: path.stat().st_size for path in self._files()}

    def written(self) -> dict[str, str]:
        """Return what was written since, by the name of the file."""
        return {path.name: self._tail(path) for path in self._files()}

    def lines(self, name: str) -> list[str]:
        """Return the lines of one file that were written since."""
        return self._tail(self._folder / name).splitlines()

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.log*"))

    def _tail(self, path: Path) -> str:
        text = path.read_bytes()
        begin = self._begins.get(path, 0)
        return text[begin if begin <= len(text) else 0 :].decode(errors="replace")
