"""The audit trail's triggers: chained at commit, never updated, deleted or truncated."""

from django.db import migrations

# The bytes hashed: each column with its length before it, so that no two entries give the same
# bytes (portal/audit.py computes the same in Python).
CANONICAL = """
CREATE FUNCTION portal_audit_canonical(entry portal_auditentry) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT convert_to(string_agg(octet_length(convert_to(part, 'UTF8')) || ':' || part, ''
                                 ORDER BY place), 'UTF8')
    FROM unnest(ARRAY[
        entry.id::text,
        (extract(epoch FROM entry.at) * 1000000)::bigint::text,
        entry.action,
        coalesce(entry.actor_id::text, ''),
        entry.subject_type,
        entry.subject_id,
        entry.details::text
    ]) WITH ORDINALITY AS parts (part, place)
$$
"""

# Deferred to the commit: the lock that keeps the chain in one line is held for the commit only,
# and is always the last one taken, so it cannot deadlock with the work before it.
APPEND = """
CREATE FUNCTION portal_audit_append() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head portal_auditlink;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('portal_auditlink', 0));
    SELECT * INTO head FROM portal_auditlink ORDER BY position DESC LIMIT 1;
    INSERT INTO portal_auditlink (position, entry_id, digest) VALUES (
        coalesce(head.position, 0) + 1,
        NEW.id,
        sha256(coalesce(head.digest, ''::bytea) || portal_audit_canonical(NEW))
    );
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER portal_audit_append AFTER INSERT ON portal_auditentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_audit_append();
"""

REFUSE = """
CREATE FUNCTION portal_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER portal_audit_refuse_change BEFORE UPDATE OR DELETE ON portal_auditentry
    FOR EACH ROW EXECUTE FUNCTION portal_audit_refuse();
CREATE TRIGGER portal_audit_refuse_truncate BEFORE TRUNCATE ON portal_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION portal_audit_refuse();
CREATE TRIGGER portal_audit_refuse_change BEFORE UPDATE OR DELETE ON portal_auditlink
    FOR EACH ROW EXECUTE FUNCTION portal_audit_refuse();
CREATE TRIGGER portal_audit_refuse_truncate BEFORE TRUNCATE ON portal_auditlink
    FOR EACH STATEMENT EXECUTE FUNCTION portal_audit_refuse();
"""


class Migration(migrations.Migration):

    dependencies = [("portal", "0001_initial")]

    # No way back: a trail whose guard can be migrated away guards nothing.
    operations = [
        migrations.RunSQL(CANONICAL),
        migrations.RunSQL(APPEND),
        migrations.RunSQL(REFUSE),
    ]
