"""The answers of an operation: of success, and its problems."""

from typing import Any

from chassis.openapi.field_codes import FIELD_CODES

Schema = dict[str, Any]
JSON = "application/json"
PROBLEM = "application/problem+json"
LINK: Schema = {"type": ["string", "null"], "format": "uri"}
SENTENCES = {200: "Done.", 201: "Made.", 202: "Accepted.", 204: "Done; there is no body."}

FAULT: Schema = {
    "type": "object",
    "description": "One fault of one field.",
    "properties": {
        "field": {"type": ["string", "null"], "description": "Where, such as `fields.0.name`; null for the whole."},
        "code": {
            "type": "string",
            "enum": list(FIELD_CODES),
            "description": "\n".join(f"- `{code}`: {meaning}" for code, meaning in FIELD_CODES.items())
            + "\n\nMore may be added; read those that are unknown as `invalid`.",
        },
        "detail": {"type": "string"},
    },
    "required": ["field", "code", "detail"],
}
PROBLEM_DOCUMENT: Schema = {
    "type": "object",
    "description": "Why a request was refused (RFC 9457). `code` is stable; `type` leads to a page that explains it.",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
    },
    "required": ["type", "title", "status", "code", "detail", "request_id"],
}
COMPONENTS = {"schemas": {"Problem": PROBLEM_DOCUMENT, "Fault": FAULT}}


def success(status: int, schema: Schema | None) -> dict[str, Any]:
    """Return the answer of an operation that succeeds; without a schema it has no body."""
    answer: dict[str, Any] = {"description": SENTENCES[status]}
    return answer | ({"content": {JSON: {"schema": schema}}} if schema else {})


def page_of(item: Schema, beside: Schema) -> Schema:
    """Return the schema of a page of a list."""
    links = {"next": LINK, "previous": LINK}
    properties = {"results": {"type": "array", "items": item}, **links, **beside.get("properties", {})}
    return {"type": "object", "properties": properties, "required": ["results", *links, *beside.get("required", [])]}


def refusal(codes: list[str]) -> dict[str, Any]:
    """Return the answer of a status with these codes."""
    named = {"properties": {"code": {"enum": codes}}}
    schema = {"allOf": [{"$ref": "#/components/schemas/Problem"}, named]}
    return {"description": ", ".join(f"`{code}`" for code in codes), "content": {PROBLEM: {"schema": schema}}}
