"""JSON Schemas of bodies: aliases, fields that are ignored, and the characters that texts may contain."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension

from chassis.http.characters import INVISIBLE
from chassis.http.fields import Upload

IGNORED = "Ignored: an object may be sent back as it was read."
FILE = "A JPEG, PNG, WebP or GIF; empty for none."
NO_FILE = "Null deletes it, an object is ignored; a file is sent in a form."
BINARY: dict[str, Any] = {"type": "string", "format": "binary"}
LINE = rf"^[^\x00-\x1f\x7f-\x9f\u2028\u2029{INVISIBLE}]*$"
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"


class InputExtension(OpenApiSerializerExtension):
    """The shape of a body: what ``chassis.http.serializers.Input`` reads, and nothing else."""

    target_class = "chassis.http.serializers.Input"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return the schema of the declared fields, with aliases and ignored fields as further properties."""
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        properties = schema["properties"]
        for name in sorted(self.target.ignored - set(properties)):
            properties[name] = {"readOnly": True, "description": IGNORED}
        for alias, name in self.target.aliases.items():
            properties[alias] = {**properties[name], "description": f"Another name of `{name}`."}
        return _with_aliases(schema, self.target.aliases) | {"additionalProperties": False}


def _with_aliases(schema: dict[str, Any], aliases: Any) -> dict[str, Any]:
    """Return the schema in which a required field may have any of its names."""
    required = schema.pop("required", [])
    names = {name: [name, *(alias for alias, own in aliases.items() if own == name)] for name in required}
    only = [name for name, each in names.items() if len(each) == 1]
    choices = [{"anyOf": [{"required": [one]} for one in each]} for each in names.values() if len(each) > 1]
    if only:
        schema["required"] = only
    if choices:
        schema["allOf"] = choices
    return schema


def with_files(schema: dict[str, Any], shape: Any) -> dict[str, Any]:
    """Return the schema of a body as a form, in which files are files and not null or an object."""
    files = {name for name, field in shape.fields.items() if isinstance(field, Upload)}
    files |= {alias for alias, name in shape.aliases.items() if name in files}
    kept = {name: each for name, each in schema["properties"].items() if name not in files}
    described = {name: {**BINARY, "description": FILE} for name in sorted(files)}
    return {**schema, "properties": {**kept, **described}}


class UploadExtension(OpenApiSerializerFieldExtension):
    """A file, as a body of JSON knows it."""

    target_class = "chassis.http.fields.Upload"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return what JSON can say of a file."""
        return {"type": ["object", "null"], "description": NO_FILE}


class TextExtension(OpenApiSerializerFieldExtension):
    """Text that people write: no control characters."""

    target_class = "chassis.http.fields.Text"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return a string with the pattern of what is allowed; spectacular adds the lengths."""
        meta = auto_schema._get_serializer_field_meta(self.target, direction)
        return {"type": "string", "pattern": LINE if self.target.is_line else LINES, **meta}
