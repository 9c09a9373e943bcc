"""Data that fits a JSON Schema: the smallest and the fullest."""

from collections.abc import Mapping
from typing import Any

STRINGS = {"uuid": "0199a3b2-7c1d-7000-8000-000000000001", "date-time": "2026-01-02T03:04:05Z"}


def smallest(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object with only the required properties."""
    return {name: _value(schema["properties"][name]) for name in schema.get("required", [])}


def fullest(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object with every declared property."""
    return {name: _value(part) for name, part in schema["properties"].items()}


def _value(part: Mapping[str, Any]) -> Any:
    if "anyOf" in part:
        return _value(part["anyOf"][0])
    if "enum" in part:
        return part["enum"][0]
    if part["type"] == "array":
        return [_value(part["items"])]
    return {
        "string": STRINGS.get(part.get("format", ""), "text"),
        "integer": part.get("minimum", 1),
        "boolean": True,
        "null": None,
    }[part["type"]]
