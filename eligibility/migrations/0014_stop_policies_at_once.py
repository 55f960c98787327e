"""An enabled version may be stopped at once, by whom and why; that too stands for good."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FINAL = """
CREATE OR REPLACE FUNCTION eligibility_policy_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    movable text[] := ARRAY['valid_until', 'stopped_at', 'stopped_by_id', 'stop_reason'];
BEGIN
    IF OLD.enabled_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE'
       OR to_jsonb(NEW) - movable <> to_jsonb(OLD) - movable
       OR (NEW.valid_until IS DISTINCT FROM OLD.valid_until
           AND (NEW.valid_until IS NULL OR NEW.valid_until > OLD.valid_until))
       OR ((NEW.stopped_at, NEW.stopped_by_id, NEW.stop_reason)
           IS DISTINCT FROM (OLD.stopped_at, OLD.stopped_by_id, OLD.stop_reason)
           AND (OLD.stopped_at IS NOT NULL OR NEW.stopped_at IS NULL))
    THEN
        RAISE EXCEPTION 'policy % is enabled and final: % refused', OLD.id, TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('eligibility', '0013_say_what_holds_look_at'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='rulepolicy',
            name='stop_reason',
            field=models.CharField(blank=True, db_default="", default="", max_length=200, verbose_name="alasan dihentikan"),
        ),
        migrations.AddField(
            model_name='rulepolicy',
            name='stopped_at',
            field=models.DateTimeField(null=True, verbose_name='dihentikan'),
        ),
        migrations.AddField(
            model_name='rulepolicy',
            name='stopped_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dihentikan oleh'),
        ),
        # No way back: see used_policies_are_final.
        migrations.RunSQL(FINAL),
    ]
