"""First policies of the rules that came later (domain.md, grounds for a block).

They infer, so they only flag; a person decides.
"""

from datetime import date

from django.db import migrations
from django.utils import timezone

START = date(2020, 4, 11)  # the first gelombang opened
PROCEDURE = "Permenko Perekonomian 17/2022"
NEW = (
    ("citizenship", {}),
    ("false_data", {}),
    ("reused_card", {}),
    ("velocity", {"most": 10, "minutes": 10}),
    ("form_speed", {"least_seconds": 20}),
    ("purchase_burst", {"most": 10, "minutes": 10}),
    ("shared_payout", {"most": 2}),
    ("shared_contact", {"most": 3}),
    ("shared_selfie", {}),
)


def write(apps, schema_editor):
    policies = apps.get_model("eligibility", "RulePolicy").objects
    for rule, limits in NEW:
        policies.get_or_create(
            rule=rule,
            version=1,
            defaults={
                "mode": "flag",
                "limits": limits,
                "legal_source": PROCEDURE,
                "valid_from": START,
                "enabled_at": timezone.now(),
            },
        )


class Migration(migrations.Migration):
    dependencies = [("eligibility", "0004_versions_on_blocks_and_first_purchases")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
