"""The form of a name that searches compare, as a function of PostgreSQL, and the extensions that it and indexes need.

Both extensions are trusted: the owner of a database may create them. unaccent() is not immutable, because somebody may
change its rules; here they are those of the server, named with their schema, so that an index can be restored.
"""

import string

from django.db.migrations import RunSQL

EXTENSIONS = "CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE EXTENSION IF NOT EXISTS unaccent"
# The collation is named, because lower() of the locale C knows only ASCII. 32 calls of replace() take 4 µs, translate()
# takes 11. The planner is told what a call costs: otherwise it prefers reading a table to an index whose rows it
# compares again.
LOWER = """lower(public.unaccent('public.unaccent', written) COLLATE "und-x-icu")"""
KEY = """
    CREATE OR REPLACE FUNCTION search_key(written text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
    BEGIN
        RETURN btrim({});
    END $$
"""


def _without_punctuation(text: str) -> str:
    for sign in string.punctuation:
        quoted = sign.replace("'", "''")
        text = f"replace({text}, '{quoted}', ' ')"
    return text


CREATE_SEARCH_KEY = (
    RunSQL(EXTENSIONS, RunSQL.noop),
    RunSQL(KEY.format(_without_punctuation(LOWER)), "DROP FUNCTION search_key(text)"),
)
"""The operations of a migration that create the function ``search_key(text)``."""
