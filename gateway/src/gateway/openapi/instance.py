"""Features and limits of the installation: ``GET /api/v1/instance/``, generated from the API document."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from gateway.paths import TEMPLATES
from gateway.routes import Route, Rule

Schema = dict[str, Any]
PATH = "/api/v1/instance/"
ROUTE = Route(PATH, (Rule("gateway", ("GET",), "public", "ordinary"),))
OF_GATEWAY = "gateway-"
"""How the names of the gateway's own limits begin."""
UNITS = {"k": 1024, "m": 1024 * 1024}
BODY = re.compile(r"client_max_body_size (\d+)([km]);")

LIMITS = {"characters": "maxLength", "least_characters": "minLength", "items": "maxItems", "files": "x-file"}
"""What is published of fields, and the keyword of a field's schema that says it."""

FEATURES = {
    "registration": "post_registration",
    "sessions": "get_session_list",
    "email_verification": "post_email_verification",
    "password_reset": "post_password_reset",
    "second_factor": "post_totp",
    "exports": "post_archive_list",
    "account_deletion": "delete_account",
    "administration": "put_account_suspension",
    "profiles": "get_profile_list",
    "follows": "put_user_follow",
    "private_accounts": "get_follow_request_list",
    "friends": "get_friend_list",
    "blocks": "get_block_list",
    "mutes": "get_mute_list",
    "relationships": "get_relationship_list",
    "suggestions": "get_suggestion_list",
    "groups": "get_group_list",
    "posts": "post_post_list",
    "comments": "post_post_comments",
    "likes": "put_post_like",
    "liked_posts": "get_like_list",
    "bookmarks": "get_bookmark_list",
    "shares": "put_post_share",
    "media": "post_medium_list",
    "scheduled_posts": "get_scheduled_post_list",
    "drafts": "get_draft_list",
    "hashtags": "get_tagged_posts",
    "trends": "get_trends",
    "explore": "get_explore",
    "activity": "get_activity",
    "search": "get_search",
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
            "body_bytes": _bytes_in("nginx.conf"),
            "form_bytes": _bytes_in("uploads.conf"),
            "page": _page(operations),
            **_of_bodies(operations, document["components"]["schemas"]),
            "parameters": _parameters(document),
            "requests": _requests(operations),
        },
    }


def _bytes_in(template: str) -> int:
    found = BODY.search((TEMPLATES / template).read_text())
    if found is None:
        raise ValueError(f"{template} does not say how large a body may be")
    return int(found[1]) * UNITS[found[2]]


def _page(operations: list[Schema]) -> Schema:
    parameters = (each for operation in operations for each in operation.get("parameters", []))
    schema = next(each["schema"] for each in parameters if each["name"] == "limit")
    return {"default": schema["default"], "most": schema["maximum"]}


def _of_bodies(operations: list[Schema], shapes: Schema) -> Schema:
    """Return what is known of the fields that clients write, by shape and field: see ``LIMITS``."""
    found: Schema = {name: {} for name in LIMITS}
    for operation in operations:
        contents = operation.get("requestBody", {}).get("content", {})
        for kind in sorted(contents, key=lambda each: each == "application/json"):  # the last one of a shape counts
            _collect(contents[kind]["schema"], shapes, found)
    return {name: dict(sorted(each.items())) for name, each in found.items()}


def _collect(schema: Schema, shapes: Schema, found: Schema) -> None:
    """Add the limits of a body's fields under the name of its shape, and those of the shapes inside."""
    name = schema.get("$ref", "").removeprefix("#/components/schemas/") or schema.get("title", "")
    fields = (schema if "properties" in schema else shapes.get(name, {})).get("properties", {})
    for limit, keyword in LIMITS.items():
        values = {field: each[keyword] for field, each in fields.items() if _says(each, keyword)}
        if values:
            found[limit].setdefault(name.removesuffix("In").removesuffix("Change").lower(), {}).update(values)
    for each in fields.values():
        if "$ref" in each.get("items", {}):
            _collect(each["items"], shapes, found)


def _says(schema: Schema, keyword: str) -> bool:
    """Return whether a schema has a keyword with more to say than that a text may not be empty."""
    return keyword in schema and (keyword, schema[keyword]) != ("minLength", 1)


def _parameters(document: Schema) -> list[Schema]:
    """Return the limits of the parameters of addresses: characters, or how many values one may have."""
    return [found for path, operations in document["paths"].items() for found in _of_queries(path, operations)]


def _of_queries(path: str, operations: Schema) -> Iterator[Schema]:
    for parameter in operations.get("get", {}).get("parameters", []):
        schema = parameter["schema"]
        if parameter["in"] == "query" and "maxLength" in schema:
            most = {"items": schema["x-most"]} if "x-most" in schema else {"characters": schema["maxLength"]}
            yield {"path": path, "name": parameter["name"], **most}


def in_force(published: Schema, rates: Mapping[str, str], scale: float) -> Schema:
    """Return what is published with the limits of requests of one installation.

    ``rates`` are the values of the gateway's placeholders such as RATE_TOKEN; ``scale`` is LIMIT_SCALE, by which the
    services multiply their own, except those that are fixed.
    """
    limits = published["limits"]
    requests = [each | {"rate": _rate_in_force(each, rates, scale)} for each in limits["requests"]]
    return published | {"limits": limits | {"requests": requests}}


def _rate_in_force(limit: Schema, rates: Mapping[str, str], scale: float) -> str:
    name, own = limit["name"].partition(OF_GATEWAY)[::2]
    if not name and own:
        return rates[f"RATE_{own.upper()}"].replace("r/s", "/second")
    if limit.get("is_fixed"):
        return limit["rate"]
    amount, window = limit["rate"].split("/")
    return f"{max(1, round(int(amount) * scale))}/{window}"


def _requests(operations: list[Schema]) -> list[Schema]:
    found = {tuple(each.items()): each for operation in operations for each in operation["x-limits"]}
    return sorted(found.values(), key=lambda each: (each["name"], each["per"], each["rate"]))


def own_document() -> Schema:
    """Return the gateway's own document: the one operation that it answers itself."""
    text = {"type": "string"}
    count = {"type": "integer"}
    page = _object({"default": count, "most": count})
    request = _object({"name": text, "per": text, "rate": text})
    request["properties"]["is_fixed"] = {"type": "boolean", "description": "The same in every installation."}
    limits = _object(
        {
            "body_bytes": count,
            "form_bytes": count,
            "page": page,
            "characters": _by_field(count, "The most characters of a text."),
            "least_characters": _by_field(count, "The fewest, where that is more than one."),
            "items": _by_field(count, "The most items of a list."),
            "files": _by_field(_file(), "What a file may be at most, and its types."),
            "parameters": {"type": "array", "items": _parameter()},
            "requests": {"type": "array", "items": request},
        }
    )
    shape = _object({"version": text, "features": {"type": "array", "items": text}, "limits": limits})
    operation = {
        "operationId": "get_instance",
        "summary": "Read the version, the features and the limits of this installation",
        "description": "The limits of requests have the names that `RateLimit` and `RateLimit-Policy` have in a 429.",
        "tags": ["gateway"],
        "responses": {"200": {"description": "Done.", "content": {"application/json": {"schema": shape}}}},
    }
    about = {"description": "What the gateway answers itself."}
    return {"info": about, "paths": {PATH: {"get": operation}}, "components": {"schemas": {}}}


def _by_field(of: Schema, about: str) -> Schema:
    inner = {"type": "object", "additionalProperties": of}
    return {"type": "object", "additionalProperties": inner, "description": f"{about} By shape and field."}


def _file() -> Schema:
    """Return the schema of what is published of a file, such as a picture."""
    counts = {name: {"type": "integer"} for name in ("bytes", "pixels", "side", "frames")}
    return _object({**counts, "types": {"type": "array", "items": {"type": "string"}}})


def _parameter() -> Schema:
    """Return the schema of what is published of a parameter."""
    shape = _object({"path": {"type": "string"}, "name": {"type": "string"}})
    shape["properties"] |= {"characters": {"type": "integer"}, "items": {"type": "integer"}}
    return shape


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}
