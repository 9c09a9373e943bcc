"""Whether the ledger is to be applied again, and that no erasure is ever removed from it."""

from django.db import migrations, models

KEEP = """
CREATE FUNCTION erasure_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger of erasures is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER erasure_is_append_only BEFORE DELETE ON erasure FOR EACH ROW EXECUTE FUNCTION erasure_refuse();
"""
NOT_ANY_MORE = "DROP TRIGGER erasure_is_append_only ON erasure; DROP FUNCTION erasure_refuse();"


class Migration(migrations.Migration):
    dependencies = [("personal_data", "0001_erasures")]
    operations = [
        migrations.CreateModel(
            name="LedgerCheck",
            fields=[("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False))],
            options={"db_table": "erasure_ledger_check"},
        ),
        migrations.RunSQL(KEEP, NOT_ANY_MORE),
    ]
