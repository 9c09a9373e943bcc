"""All that the database of the service keeps."""

from django.db import connection


def row_texts() -> str:
    """Return every row of the database, as text."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if not name.startswith("django_")]
        found = []
        for table in tables:
            cursor.execute(f'SELECT row_to_json(each)::text FROM "{table}" AS each')
            found += [text for (text,) in cursor.fetchall()]
    return "\n".join(found)
