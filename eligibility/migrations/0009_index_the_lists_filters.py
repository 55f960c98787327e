"""Index what staff narrow their lists by, without holding up whoever writes; large tables first.

Not one transaction, as CREATE INDEX CONCURRENTLY demands. Broken off, it leaves an invalid index:
drop that one and the ones made before it, and migrate again.
"""

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('eligibility', '0008_limit_status_and_age_calls'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='account',
            index=models.Index(fields=['status', 'id'], name='account_by_status'),
        ),
        AddIndexConcurrently(
            model_name='account',
            index=models.Index(fields=['province_code', 'id'], name='account_by_province'),
        ),
        AddIndexConcurrently(
            model_name='account',
            index=models.Index(fields=['registered_on', 'id'], name='account_by_day'),
        ),
        AddIndexConcurrently(
            model_name='account',
            index=models.Index(fields=['batch', 'id'], name='account_by_batch'),
        ),
        AddIndexConcurrently(
            model_name='block',
            index=models.Index(fields=['status', 'id'], name='block_by_status'),
        ),
        AddIndexConcurrently(
            model_name='block',
            index=models.Index(fields=['rule', 'id'], name='block_by_rule'),
        ),
        AddIndexConcurrently(
            model_name='block',
            index=models.Index(fields=['ground', 'id'], name='block_by_ground'),
        ),
        AddIndexConcurrently(
            model_name='block',
            index=models.Index(fields=['policy', 'id'], name='block_by_policy'),
        ),
        AddIndexConcurrently(
            model_name='block',
            index=models.Index(fields=['run', 'id'], name='block_by_run'),
        ),
        AddIndexConcurrently(
            model_name='block',
            index=models.Index(fields=['proposed_at', 'id'], name='block_by_proposal'),
        ),
        AddIndexConcurrently(
            model_name='finding',
            index=models.Index(fields=['status', 'id'], name='finding_by_status'),
        ),
        AddIndexConcurrently(
            model_name='finding',
            index=models.Index(fields=['rule', 'id'], name='finding_by_rule'),
        ),
        AddIndexConcurrently(
            model_name='finding',
            index=models.Index(fields=['ground', 'id'], name='finding_by_ground'),
        ),
        AddIndexConcurrently(
            model_name='finding',
            index=models.Index(fields=['run', 'id'], name='finding_by_run'),
        ),
        AddIndexConcurrently(
            model_name='finding',
            index=models.Index(fields=['batch', 'id'], name='finding_by_batch'),
        ),
        AddIndexConcurrently(
            model_name='importbatch',
            index=models.Index(fields=['kind', 'id'], name='batch_by_kind'),
        ),
        AddIndexConcurrently(
            model_name='importbatch',
            index=models.Index(fields=['source', 'id'], name='batch_by_source'),
        ),
        AddIndexConcurrently(
            model_name='importbatch',
            index=models.Index(fields=['source_date', 'id'], name='batch_by_day'),
        ),
        AddIndexConcurrently(
            model_name='partnercall',
            index=models.Index(fields=['partner', 'id'], name='call_by_partner'),
        ),
        AddIndexConcurrently(
            model_name='webhookdelivery',
            index=models.Index(condition=models.Q(('dead_at__isnull', False), ('done_at', None)), fields=['id'], name='webhook_dead'),
        ),
        AddIndexConcurrently(
            model_name='webhookdelivery',
            index=models.Index(fields=['endpoint', 'id'], name='webhook_by_endpoint'),
        ),
        AddIndexConcurrently(
            model_name='webhookdelivery',
            index=models.Index(fields=['event', 'id'], name='webhook_by_event'),
        ),
        # What the new indexes begin with needs none of its own.
        migrations.AlterModelOptions(
            name='partnercall',
            options={'verbose_name': 'panggilan mitra', 'verbose_name_plural': 'panggilan mitra'},
        ),
        migrations.AlterField(
            model_name='account',
            name='batch',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.importbatch', verbose_name='impor data'),
        ),
        migrations.AlterField(
            model_name='block',
            name='policy',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='blocks', to='eligibility.rulepolicy', verbose_name='kebijakan'),
        ),
        migrations.AlterField(
            model_name='block',
            name='run',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='blocks', to='eligibility.screeningrun', verbose_name='pemeriksaan'),
        ),
        migrations.AlterField(
            model_name='finding',
            name='batch',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.importbatch', verbose_name='impor data'),
        ),
        migrations.AlterField(
            model_name='finding',
            name='run',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.screeningrun', verbose_name='pemeriksaan'),
        ),
        migrations.AlterField(
            model_name='partnercall',
            name='called_at',
            field=models.DateTimeField(verbose_name='waktu'),
        ),
        migrations.AlterField(
            model_name='partnercall',
            name='idempotency_key',
            field=models.CharField(max_length=64, verbose_name='kunci idempotensi'),
        ),
        migrations.AlterField(
            model_name='partnercall',
            name='partner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='eligibility.partner', verbose_name='mitra'),
        ),
    ]
