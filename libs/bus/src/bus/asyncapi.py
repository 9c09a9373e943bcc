"""The AsyncAPI document of the bus: what a consumer outside of Kith can read, and who publishes and handles it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from bus.asyncapi_headers import HEADERS
from bus.topology import EVENTS_EXCHANGE, LOG_DAYS, LOG_STREAM, VHOST
from contracts import EVENTS, Event
from contracts.envelope import Envelope
from contracts.examples import TIME, example_id, example_of

AMQP_BINDING = {"bindingVersion": "0.3.0"}
DESCRIPTION = f"""\
Every public event of Kith, as CloudEvents 1.0 in binary mode over AMQP 0.9.1. A consumer outside of Kith reads
the stream `{LOG_STREAM}` from an offset or a time on; it keeps events for {LOG_DAYS} days. What is promised about
order, repetition and versions, and how to get an account, is in `docs/events.md` of the project.
"""


def public_events() -> list[type[Event]]:
    """Return the event classes that consumers outside of the services may read, sorted by type."""
    return [EVENTS[name] for name in sorted(EVENTS) if EVENTS[name].is_public]


def document(*, names: Mapping[str, str], handled: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """Return the document as data for JSON or YAML; private events are not in it.

    ``names`` has the service's name by the first part of its types; ``handled`` has its types by the service's name.
    """
    events = public_events()
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Events of Kith", "version": "1.0.0", "description": DESCRIPTION, "license": {"name": "MIT"}},
        "defaultContentType": "application/json",
        "servers": {"broker": _server()},
        "channels": {"log": _log(events), "events": _exchange(events)},
        "operations": {"consumer.read": _operation("receive", "log", events), **_of_services(names, handled)},
        "components": {
            "schemas": {"headers": HEADERS},
            "messages": {event.type: _message(event, names, handled) for event in events},
            "securitySchemes": {
                "account": {"type": "userPassword", "description": "An account made by `make consumer`."}
            },
        },
    }


def _server() -> dict[str, Any]:
    return {
        "host": "{host}",
        "pathname": f"/{VHOST}",
        "protocol": "amqp",
        "protocolVersion": "0.9.1",
        "description": "RabbitMQ; `make consumer NAME=…` prints its address with a new account.",
        "variables": {"host": {"default": "127.0.0.1:5672", "description": "Host and port of the broker."}},
        "security": [{"$ref": "#/components/securitySchemes/account"}],
    }


def _log(events: Collection[type[Event]]) -> dict[str, Any]:
    queue = {"name": LOG_STREAM, "durable": True, "exclusive": False, "autoDelete": False, "vhost": VHOST}
    return {
        "address": LOG_STREAM,
        "title": "The log of all public events",
        "description": (
            "A stream. Consume it with a prefetch, with acknowledgements and with the argument `x-stream-offset`: "
            f"an offset, a time, `first`, `last` or `next`. It keeps events for {LOG_DAYS} days."
        ),
        "messages": _messages(events),
        "bindings": {"amqp": {"is": "queue", "queue": queue, **AMQP_BINDING}},
    }


def _exchange(events: Collection[type[Event]]) -> dict[str, Any]:
    exchange = {"name": EVENTS_EXCHANGE, "type": "topic", "durable": True, "autoDelete": False, "vhost": VHOST}
    return {
        "address": "{type}",
        "title": "The exchange between the services",
        "description": "Only services may bind queues here. Its routing key is the type of the event.",
        "parameters": {"type": {"description": "Type of the event.", "enum": [event.type for event in events]}},
        "messages": _messages(events),
        "bindings": {"amqp": {"is": "routingKey", "exchange": exchange, **AMQP_BINDING}},
    }


def _messages(events: Collection[type[Event]]) -> dict[str, Any]:
    return {event.type: {"$ref": f"#/components/messages/{event.type}"} for event in events}


def _of_services(names: Mapping[str, str], handled: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """Return what each service sends and receives."""
    found = {}
    for source, name in sorted(names.items()):
        sent = [event for event in public_events() if event.type.startswith(f"{source}.")]
        received = [event for event in public_events() if event.type in handled.get(name, ())]
        if sent:
            found[f"{name}.publish"] = _operation("send", "events", sent)
        if received:
            found[f"{name}.handle"] = _operation("receive", "events", received)
    return found


def _operation(action: str, channel: str, events: Collection[type[Event]]) -> dict[str, Any]:
    binding = {"deliveryMode": 2} if action == "send" else {"ack": True}
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{event.type}"} for event in events],
        "bindings": {"amqp": {**binding, **AMQP_BINDING}},
    }


def _message(event: type[Event], names: Mapping[str, str], handled: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """Return one type; its publisher and handlers are extensions, because AsyncAPI has no fields for them."""
    summary, _, rest = " ".join((event.__doc__ or "").split()).partition(". ")
    return {
        "name": event.type,
        "title": event.__name__,
        "summary": f"{summary.removesuffix('.')}.",
        **({"description": rest} if rest else {}),
        "contentType": "application/json",
        "x-published-by": names[event.type.split(".", 1)[0]],
        "x-handled-by": sorted(name for name, types in handled.items() if event.type in types),
        "x-aggregate": event.aggregate,
        "headers": {"$ref": "#/components/schemas/headers"},
        "payload": _payload(event),
        "bindings": {"amqp": {"messageType": event.type, **AMQP_BINDING}},
        "examples": [_example(event)],
    }


def _payload(event: type[Event]) -> dict[str, Any]:
    schema = event.model_json_schema()
    properties = {
        name: {key: part[key] for key in part if key != "title"} for name, part in schema["properties"].items()
    }
    for part in properties.values():
        part["description"] = " ".join(part["description"].split())
    return {"type": "object", "required": schema["required"], "properties": properties}


def _example(event: type[Event]) -> dict[str, Any]:
    data = example_of(event)
    time = datetime.fromisoformat(TIME)
    envelope = Envelope(UUID(example_id(event.type)), event.type, data.source, data.subject, data.version, time)
    return {"name": "example", "headers": envelope.headers(), "payload": data.model_dump(mode="json")}
