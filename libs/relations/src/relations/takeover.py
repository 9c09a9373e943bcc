"""How a service's own table of follows becomes ties, while yesterday's processes still use the table.

The table stays for one release. Triggers copy each change from it to ``tie`` and back, so that processes of both
versions see every follow, in an update without a pause and after going back to the version before. The next release
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
COPY = """
    INSERT INTO tie (id, kind, source_id, target_id, state, version)
    SELECT gen_random_uuid(), 'follow', follower_id, followee_id, state, version FROM {table}
    ON CONFLICT DO NOTHING
"""


def take_over(table: str, *, columns: str = "", values: str = "") -> list[migrations.RunSQL]:
    """Return the operations that fill ``tie`` from a table of follows and keep the two equal from then on.

    ``columns`` and ``values`` (each beginning with a comma) are what a new row of the table needs besides the edge.
    Triggers first: what changes while the rows are copied is newer, and stays. Each operation can be repeated, and the
    migration must not be atomic: nothing waits while the rows are copied.
    """
    names = {"table": table, "columns": columns, "values": values}
    return [migrations.RunSQL([text.format(**names)], NOTHING) for text in (TO_TIE, FROM_TIE, COPY)]
