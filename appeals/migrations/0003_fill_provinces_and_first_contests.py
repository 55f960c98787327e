"""Says of cases filed before which province they come from, and which leads on its block."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

OPEN = ("submitted", "in_review", "info_requested", "waiting_source", "for_approval")


def fill_provinces(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the province from the NIK's first two digits."""
    appeal = apps.get_model("appeals", "Appeal")
    changed = []
    for row in appeal.objects.only("pk", "nik", "province_code").iterator(chunk_size=2_000):
        code = row.nik[:2]
        row.province_code = code if code.isascii() and code.isdigit() else ""
        changed.append(row)
        if len(changed) == 2_000:
            appeal.objects.bulk_update(changed, ["province_code"])
            changed = []
    appeal.objects.bulk_update(changed, ["province_code"])


def fill_first_contests(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let the oldest open case lead on each block."""
    contested = apps.get_model("appeals", "ContestedBlock")
    open_ones = contested.objects.filter(appeal__status__in=OPEN)
    first = open_ones.order_by("block_id", "appeal_id").distinct("block_id")
    contested.objects.filter(pk__in=list(first.values_list("pk", flat=True))).update(leads=True)


class Migration(migrations.Migration):
    dependencies = (("appeals", "0002_steps_grounds_and_rights"),)

    operations = (
        migrations.RunPython(fill_provinces, migrations.RunPython.noop),
        migrations.RunPython(fill_first_contests, migrations.RunPython.noop),
    )
