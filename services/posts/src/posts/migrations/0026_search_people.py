"""Searches find people by their names. Without fastupdate a search reads no list of new entries first."""

from django.db import migrations

from chassis.database.search_key import CREATE_SEARCH_KEY

CREATE = """
    CREATE INDEX CONCURRENTLY people_by_names ON person
    USING gin ((' ' || search_key(username || ' ' || display_name)) public.gin_trgm_ops) WITH (fastupdate = off)
    WHERE is_discoverable
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("posts", "0025_search_posts"), ("people", "0005_who_is_discoverable")]
    operations = [
        *CREATE_SEARCH_KEY,
        migrations.RunSQL(CREATE, "DROP INDEX CONCURRENTLY IF EXISTS people_by_names"),
    ]
