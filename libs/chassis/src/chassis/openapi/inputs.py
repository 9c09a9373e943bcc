"""JSON Schemas of bodies: aliases, fields that are ignored, and the characters that texts may contain."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from rest_framework.serializers import BaseSerializer

from chassis.http.characters import INVISIBLE
from chassis.http.fields import Ids, Upload, Uploads

IGNORED = "Ignored: an object may be sent back as it was read."
NO_FILE = "Null deletes it, an object is ignored; a file is sent in a form."
JSON_TEXT = "A text of JSON, because it is more than one value."
EMPTY = "Empty for null."
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


def as_form(schema: dict[str, Any], shape: Any) -> dict[str, Any]:
    """Return the schema of a body as a form: of files, of texts of JSON where there are lists, and of no null."""
    properties = {name: _without_null(each) for name, each in schema["properties"].items()}
    files = {name: _file(_field(shape, name)) for name in _names_of(shape, Upload)}
    files |= {name: _files(_field(shape, name)) for name in _names_of(shape, Uploads)}
    lists = {name: _json_text(properties[name]) for name in _names_of(shape, BaseSerializer)}
    kept = {name: each for name, each in properties.items() if name not in files}
    return {**schema, "properties": {**kept, **lists, **files}}


def _field(shape: Any, name: str) -> Any:
    return shape.fields[name if name in shape.fields else shape.aliases[name]]


def _file(field: Upload) -> dict[str, Any]:
    return {**BINARY, "description": f"{field.about}; empty for none.", **_limits(field)}


def _files(field: Uploads) -> dict[str, Any]:
    """Return the schema of files of one name; that ids may be sent as a text of JSON in their place, words say."""
    about = f"{field.about}, once or several times; or ids as in JSON, as a text of JSON."
    return {"type": "array", "items": {**BINARY, **_limits(field)}, "maxItems": field.most_files, "description": about}


def _limits(field: Upload | Uploads) -> dict[str, Any]:
    return {"x-file": dict(field.limits)} if field.limits else {}


def _names_of(shape: Any, kind: type) -> list[str]:
    """Return the names of the fields of a kind, and their aliases."""
    names = {name for name, field in shape.fields.items() if isinstance(field, kind)}
    return sorted(names | {alias for alias, name in shape.aliases.items() if name in names})


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema in a form, which has an empty text where JSON has null."""
    kinds = schema.get("type")
    if not isinstance(kinds, list):
        return schema
    filled = {**schema, "type": next(kind for kind in kinds if kind != "null")}
    return {"anyOf": [filled, {"type": "string", "maxLength": 0}], "description": EMPTY}


def _json_text(schema: dict[str, Any]) -> dict[str, Any]:
    content = {"contentMediaType": "application/json", "contentSchema": schema}
    return {"type": "string", **content, "description": JSON_TEXT}


class UploadExtension(OpenApiSerializerFieldExtension):
    """A file, as a body of JSON knows it."""

    target_class = "chassis.http.fields.Upload"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return what JSON can say of a file; spectacular adds null."""
        return {"type": "object", "description": NO_FILE}


class UploadsExtension(OpenApiSerializerFieldExtension):
    """Files that were uploaded before, as a body of JSON names them."""

    target_class = "chassis.http.fields.Uploads"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return a list of ids, or of the objects as they are answered."""
        one = {"type": "string", "format": "uuid"}
        answered = {"type": "object", "required": ["id"], "properties": {"id": one}}
        return {"type": "array", "items": {"anyOf": [one, answered]}, "maxItems": self.target.most}


class IdsExtension(OpenApiSerializerFieldExtension):
    """Ids in one parameter of the address."""

    target_class = "chassis.http.fields.Ids"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return a string with the greatest number of ids; spectacular adds the length."""
        return {"type": "string", "x-most": Ids.MOST, **auto_schema._get_serializer_field_meta(self.target, direction)}


class TextExtension(OpenApiSerializerFieldExtension):
    """Text that people write: no control characters."""

    target_class = "chassis.http.fields.Text"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return a string with the pattern of what is allowed; spectacular adds the lengths."""
        meta = auto_schema._get_serializer_field_meta(self.target, direction)
        return {"type": "string", "pattern": LINE if self.target.is_line else LINES, **meta}
