"""The base of the shapes of answers."""

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any

from rest_framework import serializers

Value = Callable[[Any], Any]
AS_IT_IS = (
    serializers.CharField,
    serializers.BooleanField,
    serializers.ChoiceField,
    serializers.IntegerField,
    serializers.JSONField,
    serializers.ListField,
    serializers.UUIDField,
    serializers.DateTimeField,
    serializers.DateField,
)
"""Fields whose value is passed on unchanged; the renderer writes times and ids as DRF does."""


class Output(serializers.Serializer):
    """Shows the declared fields; where a value comes from is determined once per class.

    DRF copies all fields of a serializer and evaluates their attributes for each object, which took most of the time of
    a list. A field may have a ``source`` with dots, or be a ``SerializerMethodField``.
    """

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return the data for an object."""
        return self.shown(instance)

    @classmethod
    def shown(cls, instance: Any) -> dict[str, Any]:
        """Return the data for an object or a mapping; a shape that needs more than its fields overrides this."""
        return {name: value(instance) for name, value in _values(cls)}


@cache
def _values(shape: type[Output]) -> list[tuple[str, Value]]:
    """Return for each field how its value is found. Raises TypeError for an unsupported kind of field."""
    return [(name, _value(field)) for name, field in shape().fields.items()]


def _value(field: serializers.Field) -> Value:
    if isinstance(field, serializers.SerializerMethodField):
        return getattr(field.parent, str(field.method_name))
    source = _getter(str(field.source))
    if isinstance(field, AS_IT_IS):
        return source
    shape: Any = type(getattr(field, "child", field))
    if not issubclass(shape, Output):
        raise TypeError(f"{shape.__name__} cannot be part of an Output")
    if isinstance(field, serializers.ListSerializer):
        return lambda instance: [shape.shown(each) for each in source(instance)]
    return lambda instance: None if (inner := source(instance)) is None else shape.shown(inner)


def _getter(source: str) -> Value:
    attribute = attrgetter(source)
    return lambda instance: instance[source] if isinstance(instance, Mapping) else attribute(instance)
