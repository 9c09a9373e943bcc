"""The base of the shapes of answers."""

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter, itemgetter
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
        return {name: value(instance) for name, value in _values(cls, isinstance(instance, Mapping))}


@cache
def _values(shape: type[Output], is_mapping: bool) -> list[tuple[str, Value]]:
    """Return for each field how its value is found, in a mapping or in an object with attributes.

    Raises TypeError for an unsupported kind of field.
    """
    getter: Any = itemgetter if is_mapping else attrgetter
    return [(name, _value(field, getter(str(field.source)))) for name, field in shape().fields.items()]


def _value(field: serializers.Field, source: Value) -> Value:
    if isinstance(field, serializers.SerializerMethodField):
        return getattr(field.parent, str(field.method_name))
    if isinstance(field, AS_IT_IS):
        return source
    shape: Any = type(getattr(field, "child", field))
    if not issubclass(shape, Output):
        raise TypeError(f"{shape.__name__} cannot be part of an Output")
    if isinstance(field, serializers.ListSerializer):
        return lambda instance: [shape.shown(each) for each in source(instance)]
    return lambda instance: None if (inner := source(instance)) is None else shape.shown(inner)
