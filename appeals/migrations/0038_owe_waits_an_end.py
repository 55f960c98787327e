"""Give each case that waited for a source before waits were rows one that ends: it comes back."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import migrations
from django.db.models import BigIntegerField, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

BATCH = 1_000
# Sixty days for the whole case, the last seven of them to decide (UU 25/2009).
WAITING_DAYS = timedelta(days=53)
JAKARTA = ZoneInfo("Asia/Jakarta")


def give(apps, schema_editor):
    appeal = apps.get_model("appeals", "Appeal")
    step = apps.get_model("appeals", "Step")
    request = apps.get_model("appeals", "SourceRequest")
    begun = step.objects.filter(appeal=OuterRef("pk"), became="waiting_source").order_by("-pk")
    rows = (
        appeal.objects.filter(status="waiting_source")
        .exclude(Exists(request.objects.filter(appeal=OuterRef("pk"), ended_at=None)))
        .annotate(
            asker=Coalesce(
                Subquery(begun.values("by")[:1]), "officer", output_field=BigIntegerField()
            ),
            since=Coalesce("paused_at", Subquery(begun.values("at")[:1]), "submitted_at"),
        )
        .exclude(asker=None)
        .order_by("pk")
    )
    while portion := list(rows.values_list("pk", "submitted_at", "asker", "since")[:BATCH]):
        request.objects.bulk_create(
            [_wait(request, *row) for row in portion]
        )


def _wait(request, key, submitted_at, asker, since):
    last = submitted_at.astimezone(JAKARTA).date() + WAITING_DAYS
    return request(
        appeal_id=key, institution="own_team", expected_date=last, pause_until=last,
        asked_by_id=asker, asked_at=since, checked_at=since,
    )


class Migration(migrations.Migration):
    dependencies = (("appeals", "0037_keep_with_which_case_a_filing_came"),)
    operations = (migrations.RunPython(give, migrations.RunPython.noop, elidable=True),)
