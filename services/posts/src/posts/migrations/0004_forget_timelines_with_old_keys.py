"""Timelines got other keys in Redis; while workers of both versions run, each adds posts to its own timelines only.

So all timelines are forgotten once more, when the workers of yesterday are gone. Each is made anew when it is next read.
"""

from django.db import migrations

FORGET_LATER = """
    INSERT INTO job (id, kind, key, state, attempts, traceparent, next_attempt_at)
    VALUES (gen_random_uuid(), 'posts.forget_timelines', '', '{}', 0, '', now() + interval '10 minutes')
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("posts", "0003_switch_authors_and_mark_stale_timelines"), ("chassis", "0003_jobs")]

    operations = [migrations.RunSQL(FORGET_LATER, migrations.RunSQL.noop)]
