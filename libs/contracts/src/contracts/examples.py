"""An example of each event: the same at every call, and valid by its schema."""

import hashlib
from collections.abc import Mapping
from typing import Any

from contracts.event import Event

TIME = "2026-01-02T03:04:05Z"


def example_of(event_class: type[Event]) -> Event:
    """Return an event with every field set: to its own example, its first known value, or a fixed id or time."""
    properties = event_class.model_json_schema()["properties"]
    return event_class.model_validate({name: _value(name, part) for name, part in properties.items()})


def example_id(name: str) -> str:
    """Return a UUIDv7 that belongs to a name, so that one field has one value in every example."""
    return f"0199a3b2-7c1d-7000-8000-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def _value(name: str, part: Mapping[str, Any]) -> Any:
    if "examples" in part:
        return part["examples"][0]
    if "anyOf" in part:
        return _value(name, part["anyOf"][0])
    if "enum" in part:
        return part["enum"][0]
    if part["type"] == "array":
        return [_value(name, part["items"])]
    if part["type"] == "integer":
        return part.get("minimum", 1)
    return {"uuid": example_id(name), "date-time": TIME}[part["format"]]
