"""The published JSON Schemas of every event: what consumers outside of this repository build on.

``python -m contracts.schemas FOLDER`` writes the schema of each event whose shape is not published yet under
``FOLDER/<type>/<n>.json``; a published file is never changed, a new optional field makes number n + 1.
"""

import json
import sys
from pathlib import Path
from typing import Any

from contracts import EVENTS, Event

WORDS = ("description", "examples")
"""Keys of a JSON Schema that explain and require nothing."""


def schema_of(event_class: type[Event]) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of an event's data."""
    schema = event_class.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"kith:{event_class.type}", **schema}


def published(folder: Path, event_type: str) -> list[dict[str, Any]]:
    """Return every schema of ``event_type`` that was ever published, oldest first."""
    files = sorted((folder / event_type).glob("*.json"), key=lambda file: int(file.stem))
    return [json.loads(file.read_text()) for file in files]


def unpublished(folder: Path) -> list[type[Event]]:
    """Return the events whose shape today is not the newest published one."""
    newest = {name: published(folder, name)[-1:] for name in EVENTS}
    return [event for name, event in sorted(EVENTS.items()) if _shape(newest[name]) != _shape([schema_of(event)])]


def publish(folder: Path) -> list[Path]:
    """Write the schemas that are missing and return their paths."""
    return [_write(folder, event) for event in unpublished(folder)]


def _shape(part: Any) -> Any:
    """Leave out the words: explaining a field better does not change it. A field may be called ``description``."""
    if isinstance(part, dict):
        return {key: _shape(value) for key, value in part.items() if key not in WORDS or isinstance(value, dict)}
    return [_shape(value) for value in part] if isinstance(part, list) else part


def _write(folder: Path, event: type[Event]) -> Path:
    path = folder / event.type / f"{len(published(folder, event.type)) + 1}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(schema_of(event), indent=2) + "\n")
    return path


if __name__ == "__main__":
    for written in publish(Path(sys.argv[1])):
        print(f"published {written}")
