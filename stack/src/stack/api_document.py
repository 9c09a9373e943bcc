"""The OpenAPI document of the API, generated from the code: ``python -m stack.api_document`` writes or compares it."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yaml

from gateway.openapi import instance, merged
from gateway.openapi.instance import PATH
from gateway.paths import STATIC
from manifest import SERVICES, Service
from stack.checks.parts import settings_environment
from stack.console import console
from stack.layout import CHECKOUT

FOLDER = STATIC / "api"
AT_ONCE = 2


def written() -> dict[str, str]:
    """Return the text of each file that is published, by its name."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = dict(zip([service.name for service in SERVICES], pool.map(_document_of, SERVICES), strict=True))
    document = merged(made, version())
    shown = instance(document)
    _add(document["paths"][PATH]["get"]["responses"]["200"], shown)
    if missing := without_example(document):
        raise MissingExamples(f"no example of {', '.join(missing)}: add the request to the service's test_examples.py")
    return {
        "instance.json": json.dumps(shown, separators=(",", ":")),
        "schema.json": json.dumps(document, ensure_ascii=False, indent=1) + "\n",
        "schema.yaml": yaml.dump(document, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120),
    }


class MissingExamples(Exception):
    """Operations have a body, or answer with one, and no test has recorded an example."""


class _Plain(yaml.SafeDumper):
    """Writes each value in full, without YAML anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        """Return True: no anchors."""
        return True


def version() -> str:
    """Return the version of Kith."""
    return tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["version"]


def _document_of(service: Service) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", "-m", "django", "openapi"]
    environment = os.environ | settings_environment(service.package)
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)  # noqa: S603
    return with_examples(json.loads(done.stdout), CHECKOUT / "services" / service.name / "examples.json")


def with_examples(document: dict[str, Any], recorded: Path) -> dict[str, Any]:
    """Return a service's document with the examples that its tests recorded, if there are any."""
    examples = json.loads(recorded.read_text()) if recorded.exists() else {}
    for where, operation in _operations(document):
        for status, answer in operation["responses"].items():
            if found := examples.get(f"{where} {status}"):
                _add(operation.get("requestBody", {}), found["request"])
                _add(answer, found["answer"])
    return document


def without_example(document: dict[str, Any]) -> list[str]:
    """Return the bodies of requests, and of answers to those that succeed, that have no example."""
    holders = (
        (f"{where} {name}", holder)
        for where, operation in _operations(document)
        for name, holder in [("body", operation.get("requestBody", {})), *operation["responses"].items()]
        if name.startswith(("body", "2"))
    )
    return [name for name, holder in holders for each in holder.get("content", {}).values() if "example" not in each]


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield f"{method.upper()} {path}", operation


def _add(holder: dict[str, Any], example: Any) -> None:
    for kind, content in holder.get("content", {}).items():
        if example is not None:
            content["example"] = _as_form(example) if kind == "multipart/form-data" else example


def _as_form(example: dict[str, Any]) -> dict[str, Any]:
    """Return a body as a form has it: an empty text for null, and what is more than one value as a text of JSON."""
    texts = {name: json.dumps(value) for name, value in example.items() if isinstance(value, dict | list)}
    return {name: "" if value is None else texts.get(name, value) for name, value in example.items()}


def main() -> int:
    """Write the files, or with ``--check`` return 1 when those in the checkout do not match the code."""
    files = written()
    stale = [name for name, text in files.items() if not _is_same(name, text)]
    if "--check" in sys.argv:
        for name in stale:
            console.print(f"gateway/static/api/{name} is not what the code says: run `make schemas`.")
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (FOLDER / name).write_text(files[name])
    return 0


def _is_same(name: str, text: str) -> bool:
    path = FOLDER / name
    return path.exists() and path.read_text() == text


if __name__ == "__main__":
    sys.exit(main())
