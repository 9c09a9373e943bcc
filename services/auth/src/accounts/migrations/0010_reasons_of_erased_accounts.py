"""The audit log loses the reasons of acts on erased accounts, and changes in no other way."""

from django.db import migrations

LOSE_REASONS_ONLY = """
CREATE FUNCTION audit_entry_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) = to_jsonb(OLD) || jsonb_build_object(
        'reason', '', 'before', OLD.before - 'reason', 'after', OLD.after - 'reason'
    ) AND EXISTS (SELECT FROM erasure WHERE account_id = OLD.subject_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TRIGGER audit_entry_is_append_only ON audit_entry;
CREATE TRIGGER audit_entry_is_append_only BEFORE DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse();
CREATE TRIGGER audit_entry_loses_reasons_only BEFORE UPDATE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_check();
"""
NOT_EVEN_REASONS = """
DROP TRIGGER audit_entry_loses_reasons_only ON audit_entry;
DROP FUNCTION audit_entry_check();
DROP TRIGGER audit_entry_is_append_only ON audit_entry;
CREATE TRIGGER audit_entry_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_deletions"), ("personal_data", "0001_erasures")]
    operations = [migrations.RunSQL(LOSE_REASONS_ONLY, NOT_EVEN_REASONS)]
