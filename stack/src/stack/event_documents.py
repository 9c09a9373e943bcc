"""Writes the documents of the bus: the AsyncAPI document and the page about it, both served by the gateway.

``python -m stack.event_documents`` writes them; they are committed, and a test compares them with the code.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from bus.asyncapi import document
from gateway.event_page import page
from gateway.paths import STATIC
from manifest import SERVICES
from stack.checks.parts import settings_environment

FOLDER = STATIC / "events"


def handled_types(package: str) -> list[str]:
    """Return the types that a service handles, from its registry of handlers. Raises CalledProcessError."""
    command = [sys.executable, "-W", "ignore", "-m", "django", "handled"]
    environment = os.environ | settings_environment(package)
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603
    return done.stdout.split()


def asyncapi() -> dict[str, Any]:
    """Return the AsyncAPI document of this code."""
    return document(
        names={service.package: service.name for service in SERVICES},
        handled={service.name: handled_types(service.package) for service in SERVICES},
    )


def documents() -> dict[str, str]:
    """Return every document by the name of its file."""
    found = asyncapi()
    return {
        "asyncapi.yaml": yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=120),
        "index.html": page(found),
    }


def write(folder: Path = FOLDER) -> None:
    """Write the documents into a folder."""
    for name, text in documents().items():
        (folder / name).write_text(text)


if __name__ == "__main__":
    write()
