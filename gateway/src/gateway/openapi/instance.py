"""Features and limits of the installation: ``GET /api/v1/instance/``, generated from the API document."""

import re
from typing import Any

from gateway.paths import TEMPLATES
from gateway.routes import Route, Rule

Schema = dict[str, Any]
PATH = "/api/v1/instance/"
ROUTE = Route("gateway", PATH, (Rule(("GET",), "public", "ordinary"),))
KILO = 1024
BODY = re.compile(r"client_max_body_size (\d+)k;")

FEATURES = {
    "registration": "post_registration",
    "sessions": "get_session_list",
    "profiles": "get_profile_list",
    "follows": "put_user_follow",
    "posts": "post_post_list",
    "comments": "post_post_comments",
    "likes": "put_post_like",
    "feed": "get_feed",
    "notifications": "get_notification_list",
}
"""Each feature, and the operation that it needs."""


def instance(document: Schema) -> Schema:
    """Return what is published about the installation: version, features according to its operations, and limits."""
    operations = [each for path in document["paths"].values() for each in path.values()]
    ids = {each["operationId"] for each in operations}
    return {
        "version": document["info"]["version"],
        "features": [name for name, needed in FEATURES.items() if needed in ids],
        "limits": {
            "body_bytes": _body_bytes(),
            "page": _page(operations),
            "characters": _characters(document["components"]["schemas"]),
            "requests": _requests(operations),
        },
    }


def _body_bytes() -> int:
    found = BODY.search((TEMPLATES / "nginx.conf").read_text())
    if found is None:
        raise ValueError("nginx.conf does not say how large a body may be")
    return int(found[1]) * KILO


def _page(operations: list[Schema]) -> Schema:
    parameters = (each for operation in operations for each in operation.get("parameters", []))
    schema = next(each["schema"] for each in parameters if each["name"] == "limit")
    return {"default": schema["default"], "most": schema["maximum"]}


def _characters(schemas: Schema) -> Schema:
    """Return the maximum length of each text that clients write, by shape and field."""
    written = {name.removesuffix("In").lower(): schema for name, schema in schemas.items() if name.endswith("In")}
    return {
        name: {field: each["maxLength"] for field, each in schema["properties"].items() if "maxLength" in each}
        for name, schema in sorted(written.items())
    }


def _requests(operations: list[Schema]) -> list[Schema]:
    found = {tuple(sorted(each.items())) for operation in operations for each in operation["x-limits"]}
    return [dict(each) for each in sorted(found)]


def own_document() -> Schema:
    """Return the gateway's own document: the one operation that it answers itself."""
    text = {"type": "string"}
    count = {"type": "integer"}
    page = _object({"default": count, "most": count})
    request = _object({"name": text, "per": text, "rate": text})
    characters = {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": count}}
    requests = {"type": "array", "items": request}
    limits = _object({"body_bytes": count, "page": page, "characters": characters, "requests": requests})
    shape = _object({"version": text, "features": {"type": "array", "items": text}, "limits": limits})
    operation = {
        "operationId": "get_instance",
        "summary": "Read the version, the features and the limits of this installation",
        "description": "The limits of requests are the defaults; `RateLimit-Policy` has those that hold.",
        "tags": ["gateway"],
        "responses": {"200": {"description": "Done.", "content": {"application/json": {"schema": shape}}}},
    }
    about = {"description": "What the gateway answers itself."}
    return {"info": about, "paths": {PATH: {"get": operation}}, "components": {"schemas": {}}}


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}
