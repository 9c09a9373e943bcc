"""The messages of a channel that are not sent, or that the broker has not answered yet, and the answers."""

from collections import deque
from contextlib import suppress
from enum import StrEnum
from typing import NamedTuple

from pika.spec import Basic

from bus.messages import Outgoing


class PublishStatus(StrEnum):
    """How the publication of a message ended."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"  # no queue for it, or one that refused it
    LOST = "lost"  # the connection ended before the answer: the broker may have stored it or not


class PublishOutcome(NamedTuple):
    """A message, by its id, and how its publication ended."""

    id: str
    status: PublishStatus


class Unsent(deque[Outgoing]):
    """The messages that wait to be published; any thread may add and take."""

    def take_ids(self) -> list[str]:
        """Remove all messages and return their ids."""
        taken = []
        with suppress(IndexError):
            while True:
                taken.append(self.popleft().id)
        return taken


class Unanswered:
    """Message ids by delivery tag, in the order of publishing. Only one thread changes them."""

    def __init__(self) -> None:
        self._ids: dict[int, str] = {}
        self._known: set[str] = set()  # the same ids, which other threads may look for
        self._returned: set[str] = set()

    def __len__(self) -> int:
        """Return how many messages have no answer."""
        return len(self._ids)

    def __contains__(self, message_id: str) -> bool:
        """Return whether a message has no answer; from any thread."""
        return message_id in self._known

    def add(self, tag: int, message_id: str) -> None:
        """Note a message that is being published."""
        self._ids[tag] = message_id
        self._known.add(message_id)

    def add_returned(self, message_id: str) -> None:
        """Record that a message reached no queue; the broker says so before it confirms the message."""
        self._returned.add(message_id)

    def settle(self, answer: Basic.Ack | Basic.Nack) -> tuple[list[str], list[str]]:
        """Return the ids of the messages that an answer is about: those refused and those confirmed."""
        answered = [self._ids.pop(tag) for tag in self._tags(answer.delivery_tag, answer.multiple)]
        self._known.difference_update(answered)
        refused = set(answered) if isinstance(answer, Basic.Nack) else self._returned.intersection(answered)
        self._returned -= refused
        return [each for each in answered if each in refused], [each for each in answered if each not in refused]

    def take_all(self) -> list[str]:
        """Return all ids without an answer, and forget them: the channel is closed."""
        ids = list(self._ids.values())
        self._ids.clear()
        self._known.clear()
        self._returned.clear()
        return ids

    def _tags(self, last: int, is_multiple: bool) -> list[int]:
        if not is_multiple:
            return [last] if last in self._ids else []
        tags = []
        for tag in self._ids:
            if tag > last:
                break
            tags.append(tag)
        return tags
