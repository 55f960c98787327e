"""Owe the reading of cards that were examined before there was a reader, in cases still open."""

from django.db import migrations

OPEN = ("submitted", "in_review", "info_requested", "waiting_source", "for_approval")
BATCH = 2_000


def owe(apps, schema_editor):
    evidence = apps.get_model("appeals", "Evidence")
    reading = apps.get_model("appeals", "Reading")
    unread = evidence.objects.filter(
        state="ready", kind__in=("ektp", "kk"), appeal__status__in=OPEN, reading=None
    )
    while keys := list(unread.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        reading.objects.bulk_create(reading(evidence_id=key) for key in keys)


class Migration(migrations.Migration):
    dependencies = (("appeals", "0018_keep_what_was_measured_of_photos"),)
    operations = (migrations.RunPython(owe, migrations.RunPython.noop, elidable=True),)
