"""The form of a text that searches compare, and the extensions that it and the indexes need.

Both extensions are trusted: the owner of a database may create them. unaccent() is not immutable, because somebody may
change its rules; here they are those of the server, named with their schema, so that an index can be restored.
"""

from django.db import migrations

EXTENSIONS = "CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE EXTENSION IF NOT EXISTS unaccent"
# The collation is named, because lower() of the locale C knows only ASCII. The planner is told what a call costs:
# otherwise it prefers reading a table to an index whose rows it compares again.
KEY = r"""
    CREATE OR REPLACE FUNCTION search_key(written text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
    BEGIN
        RETURN btrim(translate(
            lower(public.unaccent('public.unaccent', written) COLLATE "und-x-icu"),
            '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32)
        ));
    END $$
"""


class Migration(migrations.Migration):
    dependencies = [("profiles", "0006_settings_of_a_profile")]
    operations = [
        migrations.RunSQL(EXTENSIONS, migrations.RunSQL.noop),
        migrations.RunSQL(KEY, "DROP FUNCTION search_key(text)"),
    ]
