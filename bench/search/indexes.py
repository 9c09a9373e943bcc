"""The indexes of searches: dropped, built again, and their size."""

from collections.abc import Sequence

from django.db import connection

OURS = r"LIKE 'profiles\_by\_%'"
DEFINITIONS = f"SELECT indexname, indexdef FROM pg_indexes WHERE indexname {OURS}"
SIZE = f"SELECT sum(pg_relation_size(indexrelid)) FROM pg_stat_user_indexes WHERE indexrelname {OURS}"


def drop() -> list[str]:
    """Drop them; return the statements that build them again."""
    with connection.cursor() as cursor:
        cursor.execute(DEFINITIONS)
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f"DROP INDEX {name}")
    return [definition for _, definition in found]


def build(definitions: Sequence[str]) -> None:
    """Build what ``drop`` returned."""
    with connection.cursor() as cursor:
        for definition in definitions:
            cursor.execute(definition)


def size_mb() -> float:
    """Return their size."""
    with connection.cursor() as cursor:
        cursor.execute(SIZE)
        return float(cursor.fetchone()[0]) / 2**20
