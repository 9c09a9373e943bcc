"""Merges the documents of the services; the route table determines the operations."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from gateway.openapi import problems
from gateway.openapi.headers import HEADERS
from gateway.openapi.instance import ROUTE, own_document
from gateway.openapi.operations import completed
from gateway.routes import ROUTES, Route

Schema = dict[str, Any]
PARAMETER = re.compile(r"\{\w+\}")
INFO = """A social network: accounts, profiles, follows, friends, blocks, groups, posts, comments, likes, a home feed
and notifications.

- An access token from `auth/register/` or `auth/login/` is sent as `Authorization: Bearer …` and lasts five minutes;
  `auth/refresh/` exchanges the refresh token for the next pair.
- Every refusal is a problem document (RFC 9457) with a stable `code`; `/problems/` explains each.
- Lists have cursors: follow `next` and `previous`.
- Each address works with and without its last slash, and with `/api/` in place of `/api/v1/`.
- `HEAD` works wherever `GET` does. Another method is answered 405 `method_not_allowed`; an address that is not in this
  document 404 `unknown_address`; HTTP/1.0 requests that nginx cannot serve 505 `http_version`.
"""
LICENSE = {"name": "MIT", "identifier": "MIT"}
BEARER = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "The access token."}


class BadDocuments(ValueError):
    """The documents of the services and the route table contradict each other."""


def merged(documents: Mapping[str, Schema], version: str) -> Schema:
    """Return the document of the whole API.

    ``documents`` has each service's own under its name. Raises BadDocuments when an operation is in the route table
    only or in a service only, or when two operations have one id.
    """
    documents = {**documents, "gateway": own_document()}
    routes = _routes_of(documents)
    fixed = {"headers": HEADERS, "examples": problems.examples(), "securitySchemes": {"bearer": BEARER}}
    components: dict[str, Schema] = {"schemas": {}, "responses": {}, **fixed}
    paths: dict[str, Schema] = {}
    for service, own in documents.items():
        renamed = _with_own_names(own, components["schemas"], service)
        components["schemas"] |= renamed["components"]["schemas"]
        for path, method, operation in _of(renamed):
            route = routes[service, PARAMETER.sub("{}", path), method]
            paths.setdefault(path, {})[method.lower()] = _shared(completed(operation, route, method), components)
    _check_ids(paths)
    return {
        "openapi": "3.1.1",
        "info": {"title": "Kith", "version": version, "description": INFO, "license": LICENSE},
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": own["info"].get("description", "")} for name, own in documents.items()],
        "paths": dict(sorted(paths.items())),
        "components": {kind: dict(sorted(each.items())) for kind, each in components.items()},
    }


def _routes_of(documents: Mapping[str, Schema]) -> dict[tuple[str, str, str], Route]:
    """Return the route of every operation, by its service, its path without names of parameters and its method.

    Raises BadDocuments when an operation is in the route table only, or in a service only.
    """
    routes = {
        (rule.service, PARAMETER.sub("{}", route.path), method): route
        for route in (*ROUTES, ROUTE)
        for rule in route.rules
        for method in rule.methods
    }
    found = {(service, PARAMETER.sub("{}", path), method) for service, path, method in _operations(documents)}
    _check_same("documented and not routed", found - routes.keys())
    _check_same("routed and not documented", routes.keys() - found)
    return routes


def _operations(documents: Mapping[str, Schema]) -> Iterator[tuple[str, str, str]]:
    for service, own in documents.items():
        for path, method, _ in _of(own):
            yield service, path, method


def _of(document: Schema) -> Iterator[tuple[str, str, Schema]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield path, method.upper(), operation


def _check_same(fault: str, operations: set[tuple[str, str, str]]) -> None:
    if operations:
        named = (f"{method} {path} ({service})" for service, path, method in sorted(operations))
        raise BadDocuments(f"{fault}: {', '.join(named)}")


def _check_ids(paths: dict[str, Schema]) -> None:
    ids = [operation["operationId"] for operations in paths.values() for operation in operations.values()]
    if doubled := sorted({each for each in ids if ids.count(each) > 1}):
        raise BadDocuments(f"these ids name several operations: {', '.join(doubled)}")


def _with_own_names(document: Schema, known: Schema, service: str) -> Schema:
    """Return the document with the service's name before each shape whose name means another shape elsewhere."""
    own = document["components"]["schemas"]
    prefix = service.title().replace("-", "")
    text = json.dumps(document)
    for name in (name for name, schema in own.items() if name in known and known[name] != schema):
        text = text.replace(f'"#/components/schemas/{name}"', f'"#/components/schemas/{prefix}{name}"')
        text = text.replace(f'"{name}": {{"type"', f'"{prefix}{name}": {{"type"')
    return json.loads(text)


def _shared(operation: Schema, components: Schema) -> Schema:
    """Move the answers with a single code to the components, and return the operation with references to them."""
    responses = {}
    for status, answer in operation["responses"].items():
        codes = problems.codes_of(answer)
        if len(codes) == 1:
            name = problems.component_of(codes)
            components["responses"][name] = answer
            answer = {"$ref": f"#/components/responses/{name}"}
        responses[status] = answer
    return operation | {"responses": responses}
