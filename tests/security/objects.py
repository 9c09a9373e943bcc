"""The objects that requests of the access table are about: one of their own, or one that they share."""

from dataclasses import dataclass
from typing import Any

from tests.e2e.client import Person
from tests.security.access import THINGS, Row, address_of

BY_OTHERS = {"members_count"}
"""Fields that actors change by taking part."""


@dataclass(frozen=True)
class Shared:
    """An object with its state before the first request."""

    owner: Person
    place: str
    """Its address in the API, where its owner reads it."""
    state: dict[str, Any]

    def read(self) -> dict[str, Any]:
        """Return the present state, as its owner sees it."""
        return _state(self.owner, self.place)


class Objects:
    """Makes objects. Requests that are refused, and reads, share those that only a request to them changes."""

    def __init__(self, friend: Person) -> None:
        self._friend = friend
        self._ids: dict[tuple[str, str], str] = {}
        self.shared: list[Shared] = []

    def address(self, row: Row, actor: str, thing: str, owner: Person) -> str:
        """Return the address of a row's request: of a new object of the owner's, or of a shared one."""
        answer = row.answers[actor]
        changes_nothing = answer >= 400 or row.method == "GET"
        make = self._once if answer == 401 or (changes_nothing and _kind(thing)) else self._new
        return address_of(row.path, thing, self._friend, lambda thing: make(thing, owner))

    def _new(self, thing: str, owner: Person) -> str:
        return THINGS[thing](owner, self._friend)

    def _once(self, thing: str, owner: Person) -> str:
        known = (thing, owner.id)
        if known not in self._ids:
            self._ids[known] = self._new(thing, owner)
            if kind := _kind(thing):
                place = f"{kind}/{self._ids[known]}/"
                self.shared.append(Shared(owner, place, _state(owner, place)))
        return self._ids[known]


def _kind(thing: str) -> str:
    """Return the collection of a post, a comment or a group; other things change by requests to other addresses."""
    kind = thing.rpartition("-")[2] + "s"
    return kind if kind in ("posts", "comments", "groups") else ""


def _state(owner: Person, place: str) -> dict[str, Any]:
    answer = owner.get(place)
    found: dict[str, Any] = answer.json() if answer.is_success else {"status": answer.status_code}
    return {name: value for name, value in found.items() if name not in BY_OTHERS}
