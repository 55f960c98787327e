"""The policies in force when the portal starts (domain.md, grounds for a block)."""

from datetime import date

from django.db import migrations
from django.utils import timezone

START = date(2020, 4, 11)  # the first gelombang opened
LAW = "Perpres 36/2020 jo. Perpres 113/2022"
PROCEDURE = "Permenko Perekonomian 17/2022"
FIRST = (
    ("age", {"youngest": 18, "oldest": 64}, LAW),
    ("education", {}, LAW),
    ("office", {}, LAW),
    ("employment", {}, LAW),
    ("household", {"most": 2}, PROCEDURE),
    ("earlier_recipient", {}, PROCEDURE),
    ("first_training", {"days": 15, "from_wave": 48, "days_before": 30}, PROCEDURE),
    ("completion", {}, PROCEDURE),
)


def write(apps, schema_editor):
    policies = apps.get_model("eligibility", "RulePolicy").objects
    for rule, limits, source in FIRST:
        policies.get_or_create(
            rule=rule,
            version=1,
            defaults={
                "mode": "block",
                "limits": limits,
                "legal_source": source,
                "valid_from": START,
                "enabled_at": timezone.now(),
            },
        )


class Migration(migrations.Migration):
    dependencies = [("eligibility", "0001_initial")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
