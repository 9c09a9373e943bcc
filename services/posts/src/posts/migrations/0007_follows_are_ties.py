"""Follows are ties of ``relations``.

``posts_follow`` stays for one release, filled by triggers, for the processes of the version before.
"""

from django.db import migrations

from relations.takeover import NOTHING, take_over

# How yesterday's feeds find follows of authors with very many followers, and how they are found from now on.
COLUMNS = ", id, is_pulled"
VALUES = """, gen_random_uuid(),
    coalesce((SELECT is_pulled FROM posts_author WHERE account_id = NEW.target_id), false)"""
MARK = """
    INSERT INTO posts_pulledfollow (follower_id, followee_id)
    SELECT follower_id, followee_id FROM posts_follow WHERE is_pulled AND state = 'active'
    ON CONFLICT DO NOTHING
"""
MARKED = """
    CREATE OR REPLACE FUNCTION posts_follow_is_marked() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.is_pulled AND NEW.state = 'active' THEN
            INSERT INTO posts_pulledfollow (follower_id, followee_id) VALUES (NEW.follower_id, NEW.followee_id)
            ON CONFLICT DO NOTHING;
        END IF;
        RETURN NULL;
    END $$;
    CREATE OR REPLACE TRIGGER mark AFTER INSERT OR UPDATE ON posts_follow FOR EACH ROW
        WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION posts_follow_is_marked();
"""
MARKS = """
    CREATE OR REPLACE FUNCTION posts_pulledfollow_marks() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE posts_follow SET is_pulled = true
        WHERE follower_id = NEW.follower_id AND followee_id = NEW.followee_id AND NOT is_pulled;
        RETURN NULL;
    END $$;
    CREATE OR REPLACE TRIGGER mark AFTER INSERT ON posts_pulledfollow FOR EACH ROW
        WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION posts_pulledfollow_marks();
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("posts", "0006_pulled_follows"), ("relations", "0001_ties_memberships_and_standings")]

    operations = [
        migrations.RunSQL([MARKED], NOTHING),
        migrations.RunSQL([MARK], NOTHING),
        migrations.RunSQL([MARKS], NOTHING),
        *take_over("posts_follow", columns=COLUMNS, values=VALUES),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Follow")]),
    ]
