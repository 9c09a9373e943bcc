"""Each service builds its events in one module, so that what it emits and what it exports cannot differ."""

import ast
import inspect
from importlib import import_module
from pathlib import Path

import pytest

import contracts
from contracts import Event
from manifest import SERVICES
from stack.layout import CHECKOUT


def events_of(package: str) -> set[str]:
    """Return the names of the classes of events that a service publishes."""
    if not (Path(inspect.getfile(contracts)).parent / f"{package}.py").exists():
        return set()
    module = import_module(f"contracts.{package}")
    return {name for name, value in vars(module).items() if inspect.isclass(value) and issubclass(value, Event)}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_only_the_module_events_builds_events(service):
    source = CHECKOUT / "services" / service.name / "src" / service.package
    built = events_of(service.package)

    elsewhere = [
        f"{path.relative_to(source)}:{node.lineno}"
        for path in source.rglob("*.py")
        if path.name != "events.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in built
    ]

    assert elsewhere == []
