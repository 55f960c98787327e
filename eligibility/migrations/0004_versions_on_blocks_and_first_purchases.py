"""Blocks and grants take over what stands one table away (schema: 0003)."""

from django.db import migrations

BLOCKS = """
    UPDATE eligibility_block block SET policy_id = finding.policy_id, run_id = finding.run_id
    FROM eligibility_finding finding
    WHERE finding.id = block.finding_id AND block.policy_id IS NULL
"""
PURCHASES = """
    UPDATE eligibility_grant award SET first_bought_at = bought.first
    FROM (SELECT grant_id, min(bought_at) AS first
          FROM eligibility_trainingpurchase GROUP BY grant_id) bought
    WHERE bought.grant_id = award.id AND award.first_bought_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("eligibility", "0003_groups_remedies_and_partners")]
    operations = [
        migrations.RunSQL(BLOCKS, migrations.RunSQL.noop),
        migrations.RunSQL(PURCHASES, migrations.RunSQL.noop),
    ]
