"""What a defect is: data. The production code has none of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stack.layout import CHECKOUT

if TYPE_CHECKING:
    from tests.faults.defects.planting import Planting
    from tests.faults.world import World

Exposure = Callable[["World", "Planting"], None]
"""What is done to a world with a planted defect, so that the defect shows."""


class TextNotFound(AssertionError):
    """The code that a defect changes is not there any more, or more than once: the defect must be updated."""


@dataclass(frozen=True)
class Edit:
    """One place of one file, without and with the defect; ``file`` is relative to the checkout."""

    file: str
    old: str
    new: str

    def applied_to(self, text: str) -> str:
        """Return the file's text with the defect. Raises TextNotFound unless the old text is there exactly once."""
        if text.count(self.old) != 1:
            raise TextNotFound(f"{self.file} has {text.count(self.old)} times:\n{self.old}")
        return text.replace(self.old, self.new)

    @property
    def original(self) -> Path:
        """Return the file's text without the defect."""
        return CHECKOUT / self.file


@dataclass(frozen=True)
class Defect:
    """A mistake that a developer could make, the programs that contain it, and how the checker must find it."""

    name: str
    mistake: str
    """One sentence for readers."""
    edits: tuple[Edit, ...]
    programs: tuple[str, ...]
    exposure: Exposure
    kinds: frozenset[str]
    """The kinds of findings that count: any other kind would have another reason."""
