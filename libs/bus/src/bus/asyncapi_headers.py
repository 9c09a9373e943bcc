"""The headers of a message as a JSON Schema, for the AsyncAPI document."""

from typing import Any

from contracts.envelope import SPEC_VERSION


def _text(description: str, **rest: Any) -> dict[str, Any]:
    return {"type": "string", "description": description, **rest}


HEADERS: dict[str, Any] = {
    "type": "object",
    "description": "The attributes of the event as CloudEvents 1.0 in binary mode: AMQP headers with the prefix `ce-`.",
    "required": ["ce-specversion", "ce-id", "ce-type", "ce-source", "ce-subject", "ce-sequence", "ce-time"],
    "properties": {
        "ce-specversion": _text("Version of CloudEvents.", const=SPEC_VERSION),
        "ce-id": _text(
            "Id of the event (UUIDv7). Every repetition has it again: drop an id that you have.", format="uuid"
        ),
        "ce-type": _text("Type of the event: `<service>.<entity>.<past participle>.v<major>`."),
        "ce-source": _text("The service that published the event: the first part of its type."),
        "ce-subject": _text("The aggregate that changed, for example `post/{post_id}`."),
        "ce-sequence": _text("The version of the aggregate, as `version` in the data.", pattern="^[1-9][0-9]*$"),
        "ce-time": _text("When the event was emitted (UTC).", format="date-time"),
        "ce-requestid": _text("Id of the request that caused the event; absent where none did."),
        "traceparent": _text("W3C trace context; absent where there is none."),
        "x-stream-offset": {
            "type": "integer",
            "minimum": 0,
            "description": "Position in the log; RabbitMQ adds it when the log is read. Continue from the next one.",
        },
    },
}
"""``additionalProperties`` is left open: readers ignore headers that they do not know."""
