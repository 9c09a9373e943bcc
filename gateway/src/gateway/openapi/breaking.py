"""Compares two documents of the API: finds what an old client relies on and the new document no longer has."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]


def breaking(old: Schema, new: Schema) -> list[str]:
    """Return each change that can break a client: missing operations, fields or choices, new nulls and requirements.

    Names are stable, so that one line in ``breaking.table`` records one change.
    """
    paths = old["paths"].items()
    return sorted({change for path, operations in paths for change in _of_path(path, operations, old, new)})


def _of_path(path: str, operations: Schema, old: Schema, new: Schema) -> Iterator[str]:
    for method, operation in operations.items():
        where = f"{method.upper()} {path}"
        now = new["paths"].get(path, {}).get(method)
        if now is None:
            yield f"removed {where}"
            continue
        if operation["security"] != now["security"] and {} not in now["security"] and now["security"]:
            yield f"needs-token {where}"
        yield from (f"removed {where} {status}" for status in operation["responses"] if _is_gone(status, now))
        yield from _narrowed(f"{where} body", _bodies(operation), _bodies(now), old, new, is_answer=False)
        for status in ("200", "201", "202"):
            before, after = (each["responses"].get(status, {}) for each in (operation, now))
            yield from _narrowed(f"{where} {status}", _schema(before), _schema(after), old, new, is_answer=True)


def _is_gone(status: str, operation: Schema) -> bool:
    return status.startswith("2") and status not in operation["responses"]


def _bodies(operation: Schema) -> Schema:
    return _schema(operation.get("requestBody", {}))


def _schema(holder: Schema) -> Schema:
    return next((each["schema"] for each in holder.get("content", {}).values()), {})


def _narrowed(where: str, before: Schema, after: Schema, old: Schema, new: Schema, *, is_answer: bool) -> Iterator[str]:
    if is_answer and _may_be_null(after) and not _may_be_null(before):
        yield f"nullable {where}"
    before, after = _resolved(before, old), _resolved(after, new)
    fields, kept = before.get("properties", {}), after.get("properties", {})
    yield from (f"removed {where} {name}" for name in fields if name not in kept)
    if not is_answer:
        duties = set(after.get("required", [])) - set(before.get("required", []))
        yield from (f"required {where} {name}" for name in duties)
        yield from (f"narrowed {where} {choice}" for choice in _choices(before) - _choices(after) if _choices(after))
    for name in fields.keys() & kept.keys():
        yield from _narrowed(f"{where} {name}", fields[name], kept[name], old, new, is_answer=is_answer)
    if "items" in before and "items" in after:
        yield from _narrowed(f"{where} []", before["items"], after["items"], old, new, is_answer=is_answer)


def _choices(schema: Schema) -> set[str]:
    return {str(each) for each in schema.get("enum", [])}


def _may_be_null(schema: Schema) -> bool:
    return "null" in schema.get("type", ()) or {"type": "null"} in schema.get("oneOf", ())


def _resolved(schema: Schema, document: Schema) -> Schema:
    """Return the schema behind a reference, also of one that may be null.

    Of several kinds of answers it is the first: the others answer what an old client does not ask for.
    """
    choices = [*schema.get("oneOf", ()), *schema.get("anyOf", ())]
    schema = next((each for each in choices if "$ref" in each), schema)
    name = schema.get("$ref", "").removeprefix("#/components/schemas/")
    return document["components"]["schemas"][name] if name else schema
