"""The indexes of searches, and that of the list; all without the profiles that are not to be found.

``profiles.selectors.search_candidates`` has the same expressions. Without fastupdate a search reads no list of new
entries first.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

NAMES = "(' ' || search_key(username || ' ' || display_name))"
ABOUT = "to_tsvector('simple', search_key(location || ' ' || coalesce(bio, '')))"
INDEXES = {
    "profiles_by_names": f"gin ({NAMES} public.gin_trgm_ops) WITH (fastupdate = off)",
    "profiles_by_words": f"gin ({ABOUT}) WITH (fastupdate = off)",
    "profiles_by_display_name": "btree (search_key(display_name), id)",
}


def _index(name: str, content: str) -> migrations.RunSQL:
    create = f"CREATE INDEX CONCURRENTLY {name} ON profiles_profile USING {content} WHERE is_discoverable"
    return migrations.RunSQL(create, f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("profiles", "0007_search_key")]
    operations = [
        *(_index(name, content) for name, content in INDEXES.items()),
        AddIndexConcurrently(
            "profile", models.Index(fields=["id"], condition=Q(is_discoverable=True), name="profiles_in_lists")
        ),
    ]
