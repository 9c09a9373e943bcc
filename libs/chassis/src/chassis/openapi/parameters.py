"""The parameters of an operation: those in its path, in its query, and the headers that it uses."""

import re
from typing import Any

from chassis.events.causality.waiting import FORM
from chassis.http.idempotency.once import RANDOM_UUID
from chassis.http.operations import Takes
from chassis.http.paging.query import DEFAULT_LIMIT, MAX_LIMIT

Parameter = dict[str, Any]
NAME = re.compile(r"\{(\w+)\}")
UUID = {"type": "string", "format": "uuid"}
HASHTAG = {"type": "string", "pattern": r"^[^\x00-/:-@\[-^`{-\x7f]+$", "maxLength": 100}
USERNAME = {"type": "string", "pattern": "^@[A-Za-z0-9_.]{1,30}$"}
NAMES = {
    "account": ("The id of an account, or its username behind an `@`.", {"anyOf": [UUID, USERNAME]}),
    "tag": ("A hashtag without its `#`.", HASHTAG),
}
"""The meanings and schemas of names in paths; every other name is that of an id."""

LIMIT = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
CURSOR = {"type": "string", "minLength": 1}
PAGING = (
    ("limit", "How many items a page has at most.", LIMIT),
    ("cursor", "The place in the list; taken from the links `next` and `previous` only.", CURSOR),
)
KEY_MEANING = "Repeating a request with the same key has its effect once. The gateway takes an empty one for none."
STRANGERS_KEY_MEANING = f"{KEY_MEANING} It is a random UUID (version 4 or 7), because it is not kept apart by account."
KEY = {"type": "string", "pattern": r"^[\x21-\x7e]{0,255}$"}
STRANGERS_KEY = {"type": "string", "pattern": f"^(?:{RANDOM_UUID})?$"}
TOKENS = {"type": "string", "pattern": f"^(?:{FORM.pattern})?$"}
AFTER = "What writes answered with, up to eight separated by commas: the read waits at most 300 ms for their effects."
TAG = "The ETag of an answer that the client has: the answer is 304 without a body if it still holds."


def in_path(path: str) -> list[Parameter]:
    """Return the parameters that a path names."""
    return [_path(name) for name in NAME.findall(path)]


def _path(name: str) -> Parameter:
    meaning, schema = NAMES.get(name, (f"The id of the {_noun(name)}.", UUID))
    return {"name": name, "in": "path", "required": True, "description": meaning, "schema": schema}


def _noun(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ")


def in_query(taken: Takes, fields: dict[str, Any]) -> list[Parameter]:
    """Return the parameters that the operation takes; ``fields`` are the schemas of its own ones."""
    own = [(name, schema.get("description", ""), schema) for name, schema in fields.items()]
    return [_query(*each) for each in (*own, *(PAGING if taken.is_list else ()))]


def _query(name: str, meaning: str, schema: dict[str, Any]) -> Parameter:
    bare = {key: value for key, value in schema.items() if key != "description"}
    return {"name": name, "in": "query", "description": meaning, "schema": bare}


def key_header(*, is_of_account: bool) -> Parameter:
    """Return the header that identifies a repeated request."""
    meaning, schema = (KEY_MEANING, KEY) if is_of_account else (STRANGERS_KEY_MEANING, STRANGERS_KEY)
    return _header("Idempotency-Key", meaning, schema)


def in_headers(*, is_read: bool, is_public: bool) -> list[Parameter]:
    """Return the headers that a read takes, besides ``Authorization``."""
    named = [_header("Kith-After", AFTER, TOKENS)] if is_read else []
    named += [_header("If-None-Match", TAG, {"type": "string"})] if is_read and is_public else []
    return named


def _header(name: str, meaning: str, schema: dict[str, Any]) -> Parameter:
    return {"name": name, "in": "header", "description": meaning, "schema": schema}
