"""The outcome of a message, and the reason."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """The ways in which a message leaves the queue; the values are labels of ``consumer_handled_total``."""

    HANDLED = "handled"
    DUPLICATE = "duplicate"
    PARKED = "parked"
    FAILED = "failed"
    POSTPONED = "postponed"
    DEAD_LETTERED = "dead_lettered"


@dataclass(frozen=True)
class HandlingResult:
    """An outcome and its reason. The reason names classes and counts, never values of the event.

    ``milliseconds`` is how long the handlers took.
    """

    outcome: Outcome
    type: str
    reason: str = ""
    milliseconds: float = 0.0

    @property
    def is_settled(self) -> bool:
        """Return whether the message only needs to be acknowledged."""
        return self.outcome in (Outcome.HANDLED, Outcome.DUPLICATE, Outcome.PARKED)
