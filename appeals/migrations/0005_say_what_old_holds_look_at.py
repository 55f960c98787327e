"""Says of holds placed before which blocks their cases are about, and what was decided."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from portal import calendar

# The period to appeal as it was for all that was decided until now.
_WORKING_DAYS = 10

# Holds at a time, each time committed: nobody who files or decides waits for all of them.
_AT_A_TIME = 20_000

_LAST = "SELECT coalesce(max(id), 0) FROM eligibility_hold"
_BLOCKS = """
    INSERT INTO eligibility_hold_blocks (hold_id, block_id)
    SELECT hold.id, contested.block_id
    FROM eligibility_hold hold
    JOIN appeals_appeal appeal ON appeal.reference = hold.reference
    JOIN appeals_contestedblock contested ON contested.appeal_id = appeal.id
    WHERE hold.id BETWEEN %(first)s AND %(last)s
    ON CONFLICT DO NOTHING
"""
_ANSWERED = """
    UPDATE eligibility_hold hold SET answered_at = decision.effective_at
    FROM appeals_appeal appeal
    JOIN appeals_decision decision ON decision.appeal_id = appeal.id
    WHERE appeal.reference = hold.reference
      AND decision.effective_at IS NOT NULL AND decision.voided_at IS NULL
      AND hold.id BETWEEN %(first)s AND %(last)s
"""
_DAYS = """
    SELECT DISTINCT (answered_at AT TIME ZONE 'Asia/Jakarta')::date
    FROM eligibility_hold
    WHERE answered_at IS NOT NULL AND id BETWEEN %(first)s AND %(last)s
"""
_UNTIL = """
    UPDATE eligibility_hold hold SET further_until = ends.until
    FROM appeals_appeal appeal, unnest(%(days)s::date[], %(untils)s::date[]) ends (day, until)
    WHERE appeal.reference = hold.reference AND appeal.level = 1
      AND (hold.answered_at AT TIME ZONE 'Asia/Jakarta')::date = ends.day
      AND hold.id BETWEEN %(first)s AND %(last)s
"""


def say_what_holds_look_at(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Name the blocks, then the results and until when they may go further, range by range."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_LAST)
        (last,) = cursor.fetchone()
        for first in range(1, last + 1, _AT_A_TIME):
            ends = {"first": first, "last": first + _AT_A_TIME - 1}
            cursor.execute(_BLOCKS, ends)
            cursor.execute(_ANSWERED, ends)
            cursor.execute(_DAYS, ends)
            days = [day for (day,) in cursor.fetchall()]
            untils = [calendar.add_working_days(day, _WORKING_DAYS) for day in days]
            cursor.execute(_UNTIL, {**ends, "days": days, "untils": untils})


class Migration(migrations.Migration):
    atomic = False

    dependencies = (
        ("appeals", "0004_export_in_the_readers_language"),
        ("eligibility", "0013_say_what_holds_look_at"),
    )

    operations = (migrations.RunPython(say_what_holds_look_at, migrations.RunPython.noop),)
