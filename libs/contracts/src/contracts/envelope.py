"""CloudEvents 1.0 in binary mode over AMQP: an event's attributes as ``ce-`` headers, its data as the JSON body.

Source: CloudEvents 1.0.2, and its RabbitMQ binding as the CNCF Python SDK writes it (AMQP 0.9.1, prefix ``ce-``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from contracts.event import EVENTS, Event

SPEC_VERSION = "1.0"


class MalformedEvent(ValueError):
    """A message is no event, or not one of the declared shape; delivering it again cannot help."""


@dataclass(frozen=True)
class Envelope:
    """What is known about an event besides its data.

    ``sequence`` is the version of the aggregate ``subject``; ``traceparent`` is a W3C trace context, or empty;
    ``request_id`` is that of the request which the event follows from, or empty.
    """

    id: UUID
    type: str
    source: str
    subject: str
    sequence: int
    time: datetime
    traceparent: str = ""
    request_id: str = ""

    def headers(self) -> dict[str, str]:
        """Return the AMQP headers of the message, every value a string."""
        headers = {
            "ce-specversion": SPEC_VERSION,
            "ce-id": str(self.id),
            "ce-type": self.type,
            "ce-source": self.source,
            "ce-subject": self.subject,
            "ce-sequence": str(self.sequence),
            "ce-time": self.time.astimezone(UTC).isoformat(),
        }
        optional = {"traceparent": self.traceparent, "ce-requestid": self.request_id}
        return headers | {name: value for name, value in optional.items() if value}

    @classmethod
    def from_headers(cls, headers: Mapping[str, Any]) -> "Envelope":
        """Read the headers of a message. Raises MalformedEvent when one is missing or not of its form."""
        try:
            return cls(
                id=UUID(headers["ce-id"]),
                type=str(headers["ce-type"]),
                source=str(headers["ce-source"]),
                subject=str(headers["ce-subject"]),
                sequence=int(headers["ce-sequence"]),
                time=datetime.fromisoformat(headers["ce-time"]),
                traceparent=str(headers.get("traceparent", "")),
                request_id=str(headers.get("ce-requestid", "")),
            )
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise MalformedEvent(f"bad or missing header: {type(error).__name__}") from error


def event_of(*, event_type: str, body: bytes | str) -> Event | None:
    """Return the event that ``body`` holds, or None when this code does not know ``event_type``.

    Raises MalformedEvent when the body is not JSON of the declared shape; the message names no value of it.
    """
    event_class = EVENTS.get(event_type)
    if event_class is None:
        return None
    try:
        return event_class.model_validate_json(body)
    except ValueError as error:
        raise MalformedEvent(f"{event_type}: the body does not fit the contract") from error
