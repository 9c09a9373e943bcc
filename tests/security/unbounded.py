"""Names every field that a client may fill without bound: python -m tests.security.unbounded posts profiles."""

import importlib
import inspect
import json
import pkgutil
import sys
from collections.abc import Iterator

import django
from rest_framework import serializers


def inputs(package: str) -> Iterator[type[serializers.Serializer]]:
    """Yield every shape that clients send to a service."""
    from chassis.http.serializers import Input

    shapes = importlib.import_module(f"{package}.serializers")
    inner = [f"{shapes.__name__}.{each.name}" for each in pkgutil.iter_modules(getattr(shapes, "__path__", []))]
    for module in (shapes, *map(importlib.import_module, inner)):
        for _, found in inspect.getmembers(module, inspect.isclass):
            if issubclass(found, Input) and found.__module__ == module.__name__:
                yield found


def unbounded(field: serializers.Field, name: str) -> Iterator[str]:
    """Yield the names of what has no bound in a field and below it."""
    if isinstance(field, serializers.Serializer):
        for inner_name, inner in field.fields.items():
            yield from unbounded(inner, f"{name}.{inner_name}")
    elif isinstance(field, serializers.ListSerializer | serializers.ListField):
        if field.max_length is None:
            yield f"{name} has no maxItems"
        yield from unbounded(field.child, f"{name}[]")
    elif isinstance(field, serializers.DictField | serializers.JSONField):
        yield f"{name} may hold anything"
    elif isinstance(field, serializers.CharField) and field.max_length is None:
        yield f"{name} has no maxLength"
    elif isinstance(field, serializers.IntegerField | serializers.FloatField | serializers.DecimalField):
        yield from (f"{name} has no {bound}" for bound in ("max_value", "min_value") if getattr(field, bound) is None)


def main(packages: list[str]) -> None:
    """Print for each service how many shapes it reads, and what has no bound in them, as JSON."""
    django.setup()
    shapes = {package: list(inputs(package)) for package in packages}
    found = {
        package: [len(each), [name for shape in each for name in unbounded(shape(), shape.__name__)]]
        for package, each in shapes.items()
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
