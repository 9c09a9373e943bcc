"""Finds code that only its own tests use: python -m stack.checks.dead_code."""

import ast
import re
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from vulture import Vulture
from vulture.core import Item

from stack.layout import CHECKOUT

DEFINING = ("libs/*/src", "services/*/src", "gateway/src", "stack/src")
USING = ("bench", "tests")
"""Code that the benchmarks and the tests of the whole stack use is not dead."""
NOT_READ = ("*/migrations/*", "*/testing/*", "*/faults/runs/*")
"""Code that only helpers of unit tests use is dead."""
KINDS = {"function", "method", "property", "class"}
DOTTED = re.compile(r"(?:\w+\.)+(\w+)")

ALLOWED = {
    "*Config": "Django finds the configuration of an app by its base class",
    "Command": "Django finds a management command by its name",
    "Meta": "Django and DRF read it from a model or a serializer",
    "as_sql": "Django calls it on an expression",
    "add_arguments": "Django calls it on a management command",
    "allow_migrate": "Django calls it on a database router",
    "to_python": "Django calls it on a path converter",
    "to_url": "Django calls it on a path converter",
    "time_cost": "Django's hasher of passwords reads it",
    "sanitize_file_name": "Django's parser of forms calls it",
    "send_messages": "Django calls it on a backend of mails",
    "connection_class": "Django's backend for SMTP reads it",
    "memory_cost": "Django's hasher of passwords reads it",
    "validate_*": "DRF calls it for the field of this name",
    "get_*": "DRF calls it for the field of this name",
    "to_representation": "DRF calls it on a serializer",
    "*Extension": "drf-spectacular finds an extension by its base class",
    "map_serializer*": "drf-spectacular calls it on an extension",
    "_insert_field_validators": "drf-spectacular calls it on a schema",
    "_get_parameters": "drf-spectacular calls it on a schema",
    "_get_request_body": "drf-spectacular calls it on a schema",
    "_get_response_bodies": "drf-spectacular calls it on a schema",
    "ignore_aliases": "PyYAML calls it on a dumper",
    "to_internal_value": "DRF calls it on a serializer",
    "enforce_timezone": "DRF calls it on a field of times",
    "authenticate_header": "DRF calls it on an authentication class",
    "has_permission": "DRF calls it on a permission class",
    "check_throttles": "DRF calls it on a view",
    "token_backend": "simplejwt reads it from a token",
    "pre_fork": "gunicorn calls it from its settings",
    "post_fork": "gunicorn calls it from its settings",
    "post_worker_init": "gunicorn calls it from its settings",
    "child_exit": "gunicorn calls it from its settings",
    "application": "gunicorn's command line names it",
    "apply_entry": "Celery's schedule calls it on a scheduler",
    "install_platform_tweaks": "Celery's worker calls it when it starts",
    "handleError": "logging calls it on a handler",
    "do_GET": "http.server calls it on a handler",
    "log_message": "http.server calls it on a handler",
    "test_*": "pytest finds it by its name",
    "pytest_*": "pytest calls it",
}
DECORATED = [
    "@pytest.*",
    "@case*",
    "@defect*",
    "@handles*",
    "@exports*",
    "@job*",
    "@periodic*",
    "@recurring*",
    "@ready_when*",
    "@every*",
    "@erases*",
    "@filters_events",
    "@on_*",
    "@hookimpl*",
]
"""A function is used if one of these decorators registers it."""


def main() -> int:
    """Print what is dead; return 1 when there is anything."""
    found = sorted(dead_code(CHECKOUT), key=lambda item: (item.filename, item.first_lineno))
    for item in found:
        print(
            f"{item.filename.relative_to(CHECKOUT)}:{item.first_lineno}: error: nothing uses the {item.typ} {item.name}"
        )
    return int(bool(found))


def dead_code(checkout: Path) -> Iterator[Item]:
    """Yield the definitions below a checkout that nothing in it uses."""
    search = Vulture(ignore_decorators=DECORATED)
    folders = [path for pattern in (*DEFINING, *USING) for path in checkout.glob(pattern)]
    search.scavenge(folders, exclude=NOT_READ)
    named = set(names_in_texts(folders))
    for item in search.get_unused_code():
        is_allowed = item.name in named or is_table(item) or any(fnmatch(item.name, name) for name in ALLOWED)
        if item.typ in KINDS and not is_allowed and "src" in item.filename.relative_to(checkout).parts:
            yield item


def is_table(item: Item) -> bool:
    """Return whether this is a model: its table may be used by SQL that does not name the class."""
    return item.typ == "class" and "models" in (item.filename.stem, item.filename.parent.name)


def names_in_texts(folders: list[Path]) -> Iterator[str]:
    """Yield the names in texts: of settings ("chassis.http.parsers.StrictJSONParser") and of serializer fields."""
    for file in (file for folder in folders for file in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Constant(value=str(text)) if name := DOTTED.fullmatch(text):
                    yield name[1]
                case ast.keyword(arg="source", value=ast.Constant(value=str(text))):
                    yield text


if __name__ == "__main__":
    sys.exit(main())
