"""Write beside each case its blocks' grounds and whether a look-alike photo waits to be judged.

In portions of their own transaction: nobody who writes to a case waits for long.
"""

from django.db import migrations

_PORTION = 5_000
_GROUNDS = """
    UPDATE appeals_appeal appeal SET grounds = about.grounds
    FROM (SELECT contested.appeal_id, array_agg(DISTINCT block.ground ORDER BY block.ground) AS grounds
          FROM appeals_contestedblock contested
          JOIN eligibility_block block ON block.id = contested.block_id
          WHERE contested.appeal_id BETWEEN %(first)s AND %(last)s
          GROUP BY contested.appeal_id) about
    WHERE appeal.id = about.appeal_id AND appeal.grounds <> about.grounds::varchar[]
"""
_LOOKALIKES = """
    WITH own AS (
        SELECT DISTINCT appeal.id, appeal.merged_into_id, COALESCE(appeal.root_id, appeal.id) AS root
        FROM appeals_photopair pair
        JOIN appeals_evidence evidence ON evidence.id IN (pair.first_id, pair.second_id)
        JOIN appeals_appeal appeal ON appeal.id = evidence.appeal_id
        WHERE pair.judgement = ''
    )
    UPDATE appeals_appeal SET has_lookalike = true
    WHERE NOT has_lookalike AND id IN (
        SELECT id FROM own
        UNION SELECT merged_into_id FROM own
        UNION SELECT later.id FROM own
              JOIN appeals_appeal later ON later.root_id = own.root AND later.id > own.id
    )
"""


def fill(apps, schema_editor):
    """Fill the columns; what is right already is left alone."""
    newest = apps.get_model("appeals", "Appeal").objects.order_by("-pk").first()
    with schema_editor.connection.cursor() as cursor:
        for first in range(1, (newest.pk if newest else 0) + 1, _PORTION):
            cursor.execute(_GROUNDS, {"first": first, "last": first + _PORTION - 1})
        cursor.execute(_LOOKALIKES)


class Migration(migrations.Migration):
    atomic = False

    dependencies = (("appeals", "0026_keep_priorities_links_and_views"),)

    operations = (migrations.RunPython(fill, migrations.RunPython.noop),)
