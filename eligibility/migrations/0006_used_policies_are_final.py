"""An enabled policy stands on findings and blocks: its terms stay as they were that day.

Only its end may come nearer. Drafts, which nothing was judged by, may be rewritten.
"""

from django.db import migrations

FINAL = """
CREATE FUNCTION eligibility_policy_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.enabled_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE'
       OR to_jsonb(NEW) - 'valid_until' <> to_jsonb(OLD) - 'valid_until'
       OR (NEW.valid_until IS DISTINCT FROM OLD.valid_until
           AND (NEW.valid_until IS NULL OR NEW.valid_until > OLD.valid_until))
    THEN
        RAISE EXCEPTION 'policy % is enabled and final: % refused', OLD.id, TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER policies_in_use_are_final BEFORE UPDATE OR DELETE ON eligibility_rulepolicy
    FOR EACH ROW EXECUTE FUNCTION eligibility_policy_is_final();
"""


class Migration(migrations.Migration):

    dependencies = [("eligibility", "0005_policies_of_the_new_rules")]

    # No way back: a policy that can be rewritten after all explains nothing.
    operations = [migrations.RunSQL(FINAL)]
