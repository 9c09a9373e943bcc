"""The interface that every service implements: how what it holds of an account is erased, and how it is exported."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

Item = dict[str, Any]
"""One thing of an account, as JSON: a post, a follow."""
Collection = Callable[[UUID], Iterator[Item]]
"""Returns all things of one kind that an account has, one after the other."""


@dataclass(frozen=True)
class StoredFile:
    """A file of an account."""

    name: str
    """Its name in the archive of an export, such as ``media/avatar.webp``."""
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

    def collections(self) -> Mapping[str, Collection]:
        """Return what the owner of an account gets in an export, by the name of its file."""
        return {}

    def files(self, account_id: UUID) -> Iterator[StoredFile]:
        """Return the files that belong to an export of an account."""
        return iter(())


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
