"""Every operation of a service, read from its addresses, so that tests also cover operations that are added later."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from rest_framework.test import APIClient

from chassis.http.operations import Takes, taken_by
from chassis.http.parsers import StrictJSONParser

METHODS = ("get", "post", "put", "patch", "delete")
GROUP = re.compile(r"<\w+:\w+>|\(\?P<\w+>[^)]*\)")
"""A parameter in a route, or in a regular expression."""


@dataclass(frozen=True)
class Operation:
    """One method of one address, with examples for the parameters in it."""

    method: str
    path: str
    takes: Takes
    is_form: bool = False
    """Whether its body can be a form alone."""

    def __str__(self) -> str:
        """Return a name for the test."""
        return f"{self.method} {self.path}"

    def send(self, client: APIClient, query: str = "", **body: Any) -> Any:
        """Send a request and return the answer; without ``body`` it has none."""
        content: str | bytes = json.dumps(body) if body else ""
        kind = "application/json" if body else ""
        if body and self.is_form:
            content, kind = encode_multipart(BOUNDARY, body), MULTIPART_CONTENT
        sent: Any = content  # bytes are sent as they are; the stubs know texts only
        return client.generic(self.method, f"{self.path}{query}", sent, content_type=kind)


def operations() -> list[Operation]:
    """Return each method of each address of the service under test."""
    patterns = import_module(settings.SERVICE_URLCONF).urlpatterns
    return [
        Operation(method.upper(), path, taken_by(getattr(view, method)), StrictJSONParser not in view.parser_classes)
        for path, view in _views(patterns)
        for method in METHODS
        if hasattr(view, method)
    ]


def _views(patterns: list[Any]) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if view := getattr(pattern.callback, "cls", None):
            yield "/" + GROUP.sub(_example, str(pattern.pattern)).strip("^$"), view


def _example(parameter: re.Match[str]) -> str:
    examples = {"<hashtag": "looms", "<": str(UUID(int=7)), "": "ada"}
    return next(example for start, example in examples.items() if parameter[0].startswith(start))


def faults_of(response: Any) -> list[tuple[str, str]]:
    """Return the field and the code of each fault that a problem document lists."""
    return [(fault["field"], fault["code"]) for fault in response.json().get("errors", [])]
