"""Says of holds placed before which blocks their cases are about, and what was decided."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from portal import calendar

# The period to appeal as it was for all that was decided until now.
_WORKING_DAYS = 10

_BLOCKS = """
    INSERT INTO eligibility_hold_blocks (hold_id, block_id)
    SELECT hold.id, contested.block_id
    FROM eligibility_hold hold
    JOIN appeals_appeal appeal ON appeal.reference = hold.reference
    JOIN appeals_contestedblock contested ON contested.appeal_id = appeal.id
    ON CONFLICT DO NOTHING
"""
_ANSWERED = """
    UPDATE eligibility_hold hold SET answered_at = decision.effective_at
    FROM appeals_appeal appeal
    JOIN appeals_decision decision ON decision.appeal_id = appeal.id
    WHERE appeal.reference = hold.reference
      AND decision.effective_at IS NOT NULL AND decision.voided_at IS NULL
"""
_DAYS = """
    SELECT DISTINCT (answered_at AT TIME ZONE 'Asia/Jakarta')::date
    FROM eligibility_hold WHERE answered_at IS NOT NULL
"""
_UNTIL = """
    UPDATE eligibility_hold hold SET further_until = %s
    FROM appeals_appeal appeal
    WHERE appeal.reference = hold.reference AND appeal.level = 1
      AND (hold.answered_at AT TIME ZONE 'Asia/Jakarta')::date = %s
"""


def say_what_holds_look_at(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Name the blocks, then the results, day by day of the decisions."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_BLOCKS)
        cursor.execute(_ANSWERED)
        cursor.execute(_DAYS)
        for (day,) in cursor.fetchall():
            cursor.execute(_UNTIL, [calendar.add_working_days(day, _WORKING_DAYS), day])


class Migration(migrations.Migration):
    dependencies = (
        ("appeals", "0004_export_in_the_readers_language"),
        ("eligibility", "0013_say_what_holds_look_at"),
    )

    operations = (migrations.RunPython(say_what_holds_look_at, migrations.RunPython.noop),)
