"""Converts a service's own table of follows to ties, while processes of the previous version still use the table.

The table stays for one release. Triggers copy each change from it to ``tie`` and back, so that processes of both
versions see every follow, in an update without downtime and after a rollback. The next release
drops the triggers with the table.
"""

from django.db import migrations

NOTHING = migrations.RunSQL.noop

TO_TIE = """
    CREATE OR REPLACE FUNCTION {table}_to_tie() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO tie AS held (id, kind, source_id, target_id, state, version)
        VALUES (gen_random_uuid(), 'follow', NEW.follower_id, NEW.followee_id, NEW.state, NEW.version)
        ON CONFLICT (kind, source_id, target_id) DO UPDATE SET state = EXCLUDED.state, version = EXCLUDED.version
        WHERE held.version < EXCLUDED.version;
        RETURN NULL;
    END $$;
    CREATE OR REPLACE TRIGGER to_tie AFTER INSERT OR UPDATE ON {table} FOR EACH ROW
        WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION {table}_to_tie();
"""
FROM_TIE = """
    CREATE OR REPLACE FUNCTION {table}_from_tie() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO {table} AS held (follower_id, followee_id, state, version{columns})
        VALUES (NEW.source_id, NEW.target_id, NEW.state, NEW.version{values})
        ON CONFLICT (follower_id, followee_id) DO UPDATE SET state = EXCLUDED.state, version = EXCLUDED.version
        WHERE held.version < EXCLUDED.version;
        RETURN NULL;
    END $$;
    CREATE OR REPLACE TRIGGER to_{table} AFTER INSERT OR UPDATE ON tie FOR EACH ROW
        WHEN (pg_trigger_depth() = 0 AND NEW.kind = 'follow') EXECUTE FUNCTION {table}_from_tie();
"""
# A chunk is one transaction: a process of the previous version that changes one of its rows waits at most that long.
COPY = """
    DO $$
    DECLARE
        done {table};
        last {table};
    BEGIN
        done.follower_id := '00000000-0000-0000-0000-000000000000';
        done.followee_id := done.follower_id;
        LOOP
            SELECT * INTO last FROM (
                SELECT * FROM {table} WHERE (follower_id, followee_id) > (done.follower_id, done.followee_id)
                ORDER BY follower_id, followee_id LIMIT {chunk}
            ) AS chunk ORDER BY follower_id DESC, followee_id DESC LIMIT 1;
            EXIT WHEN last.follower_id IS NULL;
            BEGIN
                INSERT INTO tie (id, kind, source_id, target_id, state, version)
                SELECT gen_random_uuid(), 'follow', follower_id, followee_id, state, version FROM {table}
                WHERE (follower_id, followee_id) > (done.follower_id, done.followee_id)
                    AND (follower_id, followee_id) <= (last.follower_id, last.followee_id)
                ON CONFLICT DO NOTHING;
                done := last;
            EXCEPTION WHEN deadlock_detected THEN
                NULL;  -- the same chunk again
            END;
            COMMIT;
        END LOOP;
    END $$
"""
CHUNK = 5000
"""How many rows are copied in one transaction: 0.7 s on a busy machine, of 131 s for a million rows."""


def take_over(table: str, *, columns: str = "", values: str = "") -> list[migrations.RunSQL]:
    """Return the operations that fill ``tie`` from a table of follows and keep both synchronised from then on.

    ``columns`` and ``values`` (each beginning with a comma) are what a new row of the table needs besides the edge.
    The trigger towards ``tie`` is first: what changes while the rows are copied is newer, and stays. The one from
    ``tie`` is last: otherwise each copied row would lock the row that it comes from, and nothing writes ``tie`` before
    the migrations are done. Each operation can be repeated, and the migration must not be atomic: COPY commits.
    """
    names = {"table": table, "columns": columns, "values": values, "chunk": CHUNK}
    return [migrations.RunSQL([text.format(**names)], NOTHING) for text in (TO_TIE, COPY, FROM_TIE)]
