"""The interface that every service implements: how what it holds of an account is erased, and how it is exported."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

Item = dict[str, Any]
"""One thing of an account, as JSON: a post, a follow. Nothing of others that the account may not see, no secret."""


class Page(Protocol):
    """A selector of up to ``limit`` items of an account behind the key ``after``, in the order of the keys."""

    def __call__(self, *, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, Item]]:
        """Return keys and items; fewer than ``limit`` only at the end."""


@dataclass(frozen=True)
class Collection:
    """Things of one kind that an account has: a list in an export."""

    about: str
    """What they are, in a sentence for the owner."""
    page: Page


@dataclass(frozen=True)
class StoredFile:
    """A file of an account."""

    name: str
    """Its name in an export, such as ``avatar.webp``: letters, digits, ``.``, ``_`` and ``-``."""
    path: str
    """Its name in the storage of the service."""


class PersonalData(ABC):
    """What one service holds of accounts. ``HELD`` in the service's module ``personal_data`` is an instance."""

    @abstractmethod
    def erase(self, account_id: UUID) -> bool:
        """Erase a bounded share of what the service holds of an account; return whether something may be left.

        It is called as a step of a job, in a transaction, until it returns False, and again later: what is erased
        already must be no error. It emits what other services need to know, as for any other deletion. It may raise
        ``chassis.jobs.Later`` while it waits for something.
        """

    @abstractmethod
    def collections(self) -> Mapping[str, Collection]:
        """Return what the owner of an account gets in an export, by the name of its file: a to z and ``_``."""

    def files(self, *, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, StoredFile]]:
        """Return up to ``limit`` files of an account for an export, like a ``Page``."""
        return []


Eraser = Callable[[UUID], bool]
"""Like ``PersonalData.erase``."""

_held: list[PersonalData] = []
_erasers: list[Eraser] = []


def hold(held: PersonalData) -> None:
    """Register what the service of this process holds."""
    _held[:] = [held]


def held_here() -> PersonalData:
    """Return what the service of this process holds. Raises LookupError when it takes no part."""
    if not _held:
        raise LookupError("the service does not install personal_data")
    return _held[0]


def erases(eraser: Eraser) -> Eraser:
    """Register the decorated function: how a library erases what it keeps for the service."""
    _erasers.append(eraser)
    return eraser


def erasers() -> list[Eraser]:
    """Return all that must be called to erase an account here: what the service holds, then what libraries keep."""
    return [held_here().erase, *_erasers]
