"""Compares what a service answers in its tests with what its OpenAPI document says."""

import json
import re
from functools import cache
from typing import Any

from django.urls import Resolver404, ResolverMatch, resolve
from jsonschema import Draft202012Validator

from chassis.openapi import document

Schema = dict[str, Any]
PARAMETER = re.compile(r"<\w+:(\w+)>")


def operation_of(method: str, response: Any) -> str | None:
    """Return the operation that answered, as ``GET /api/v1/posts/{post_id}/``, or None.

    Views that declare no answers have none: the document of a service refuses those (``make schemas``).
    """
    match = _match_of(response.request["PATH_INFO"])
    handler = getattr(getattr(match.func, "cls", None), method.lower(), None) if match else None
    if match is None or method == "HEAD" or not hasattr(handler, "answers"):
        return None
    path = PARAMETER.sub(r"{\1}", f"/{match.route}")
    return f"{method} {path}"


def check(where: str, response: Any) -> None:
    """Raise AssertionError for a status, a code or a body that the operation's document does not have."""
    answers = _answers()[where]
    assert str(response.status_code) in answers, f"{where} does not document {response.status_code}: {response.content}"
    validator = answers[str(response.status_code)]
    if validator is None:
        assert not response.content, f"{where} documents no body for {response.status_code}: {response.content}"
        return
    faults = [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(json.loads(response.content))]
    assert not faults, f"{where}, {response.status_code}: {faults}"


def _match_of(path: str) -> ResolverMatch | None:
    """Return the resolved route of a request, or None for an address that does not exist."""
    try:
        return resolve(path)
    except Resolver404:
        return None


@cache
def _answers() -> dict[str, dict[str, Draft202012Validator | None]]:
    """Return for each operation a validator for each status, or None where there is no body."""
    made = document()
    components = closed(made["components"])
    return {
        f"{method.upper()} {path}": {
            status: _validator(answer, components) for status, answer in operation["responses"].items()
        }
        for path, operations in made["paths"].items()
        for method, operation in operations.items()
    }


def _validator(answer: Schema, components: Schema) -> Draft202012Validator | None:
    for content in answer.get("content", {}).values():
        return Draft202012Validator(
            {**closed(content["schema"]), "components": components},
            format_checker=Draft202012Validator.FORMAT_CHECKER,
        )
    return None


def closed(schema: Any) -> Any:
    """Return the schema with every object in it closed: a field that is not documented is a fault."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(each) for name, each in schema.items()}
    return {**inner, "additionalProperties": False} if schema.get("type") == "object" else inner
