"""Timelines got other keys in Redis, because they hold shares, which processes of the version before do not understand.

While workers of both versions run, each adds posts to its own timelines only. So all timelines are forgotten once more
when the workers of yesterday are gone. Each is made anew when it is next read.
"""

from django.db import migrations

FORGET_LATER = """
    INSERT INTO job (id, kind, key, state, attempts, traceparent, next_attempt_at)
    VALUES (gen_random_uuid(), 'posts.forget_timelines', '', '{}', 0, '', now() + interval '10 minutes')
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("posts", "0022_scheduled_posts_and_drafts")]
    operations = [migrations.RunSQL(FORGET_LATER, migrations.RunSQL.noop)]
