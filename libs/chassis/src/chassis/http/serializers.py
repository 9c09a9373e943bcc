"""The base of the shapes of bodies and parameters."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import islice
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from chassis.http.multipart import Form
from chassis.http.parsers import value_of

MAX_UNKNOWN = 20
MAX_NAME_LENGTH = 100
"""How many unknown fields an answer names, and how much of each name, because the client chooses both."""
SURROGATE_OR_NUL = re.compile(r"[\ud800-\udfff\x00]")

Faults = dict[str, Any]


class Input(serializers.Serializer):
    """Declared fields are read and checked, and every fault is reported at once, unknown fields among them.

    A string with NUL or a lone surrogate is a fault of its field, whatever the field's type. In an Input inside
    another, every required field is required, also in an update of a part.
    """

    aliases: ClassVar[Mapping[str, str]] = {}
    """Other names of fields; the field's own name has priority, then the first alias."""
    ignored: ClassVar[frozenset[str]] = frozenset()
    """Names that the resource has in answers and that nobody can set: an object may be sent back as it was read."""

    @classmethod
    def read(cls, request: Request) -> dict[str, Any]:
        """Return the checked fields of the body, in an update only those that were sent unless it ``is_whole``.

        Raises ValidationError, which becomes a 400 with every fault.
        """
        return cls._checked(request.data, partial=getattr(request, "is_partial", False))

    @classmethod
    def read_query(cls, request: Request) -> dict[str, Any]:
        """Return the checked parameters of the address. Raises ValidationError, which becomes a 400."""
        sent = request.query_params
        named = {name: sent[name] for name in cls._declared_fields if name in sent}
        return cls._checked(named) if named else dict(_of_nothing(cls))

    @classmethod
    def _checked(cls, data: Any, *, partial: bool = False) -> dict[str, Any]:
        serializer = cls(data=data, partial=partial)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Return the checked fields. Raises ValidationError with the faults of all fields."""
        if not isinstance(data, dict):
            return super().to_internal_value(data)
        data = self._of_form(data) if isinstance(data, Form) else data
        others = self._faults_of_other_names(data)
        data = self._by_own_names(data)
        unstorable = self._unstorable(data)
        faults = others | self._unknown(data) | self.missing_in(data) | unstorable
        try:
            values = super().to_internal_value({**data, **dict.fromkeys(unstorable)})
        except ValidationError as error:
            found: Any = error.detail
            raise ValidationError(self._in_order({**found, **faults})) from error
        if faults:
            raise ValidationError(self._in_order(faults))
        return values

    def _in_order(self, faults: Faults) -> Faults:
        """Return the faults in the order in which the fields are defined; those of other names follow."""
        places = {name: place for place, name in enumerate(self.fields)}
        return dict(sorted(faults.items(), key=lambda each: places.get(each[0], len(places))))

    def _of_form(self, form: Form) -> dict[str, Any]:
        """Return what a form says: JSON where a field is no text or file, and null for an empty one that may be."""
        return {name: _said(self.fields.get(name), value) for name, value in form.items()}

    def _by_own_names(self, data: dict[str, Any]) -> dict[str, Any]:
        own = {name: value for name, value in data.items() if name not in self.aliases or name in self.fields}
        for alias, name in self.aliases.items():
            if alias in data:
                own.setdefault(name, data[alias])
        return own

    def _faults_of_other_names(self, data: dict[str, Any]) -> Faults:
        """Return the faults of values that are ignored, because their field was sent under two names."""
        found: Faults = {}
        for index, (alias, name) in enumerate(self.aliases.items()):
            before = {name, *(other for other in list(self.aliases)[:index] if self.aliases[other] == name)}
            if alias in data and alias not in self.fields and before & data.keys():
                try:
                    self.fields[name].run_validation(data[alias])
                except ValidationError as error:
                    found[alias] = error.detail
                except serializers.SkipField:  # such as an object for a file
                    continue
        return found

    def _unknown(self, data: dict[str, Any]) -> Faults:
        return unknown(name for name in data if name not in self.fields and name not in self.ignored)

    def missing_in(self, data: dict[str, Any]) -> Faults:
        """Return the faults that DRF omits in partial updates: inner objects must be complete."""
        if self.parent is None:
            return {}
        absent = {name: field for name, field in self.fields.items() if field.required and name not in data}
        return {
            name: [ErrorDetail(str(field.error_messages["required"]), "required")] for name, field in absent.items()
        }

    def _unstorable(self, data: dict[str, Any]) -> Faults:
        fault = ErrorDetail("Control characters are not allowed.", "control_character")
        plain = (name for name, field in self.fields.items() if not isinstance(field, serializers.BaseSerializer))
        return {name: [fault] for name in plain if has_unstorable(data.get(name))}


@cache
def _of_nothing(shape: type[Input]) -> dict[str, Any]:
    """Return the checked fields of an address without parameters, as most have none. Raises ValidationError."""
    return shape._checked({})


def _said(field: Any, value: Any) -> Any:
    """Return what the text of a form says in a field; a text that is no JSON is left for the field to refuse."""
    if value == "" and field is not None and field.allow_null:
        return None
    if not isinstance(field, serializers.BaseSerializer | serializers.BooleanField) or not isinstance(value, str):
        return value
    try:
        return value_of(value)
    except ValueError:
        return value


def names_of(shape: type[serializers.Serializer]) -> frozenset[str]:
    """Return the names of the fields of a shape."""
    return frozenset(shape._declared_fields)


def unknown(names: Iterable[str]) -> Faults:
    """Return the fault of each field that does not exist, for the first of them."""
    fault = ErrorDetail("This operation has no such field.", "unknown")
    return {_printable(name): [fault] for name in islice(names, MAX_UNKNOWN)}


def _printable(name: str) -> str:
    return name[:MAX_NAME_LENGTH].encode(errors="backslashreplace").decode()


def has_unstorable(value: Any) -> bool:
    """Return whether a string in the value has NUL or a lone surrogate, which UTF-8 or PostgreSQL cannot store."""
    if isinstance(value, str):
        return SURROGATE_OR_NUL.search(value) is not None
    if isinstance(value, dict):
        return any(has_unstorable(inner) for inner in (*value, *value.values()))
    return isinstance(value, list) and any(has_unstorable(inner) for inner in value)
