"""Index what the queue asks, without holding up whoever writes to a case."""

import django.contrib.postgres.indexes
from django.db import migrations, models

import appeals.models.queue_order
from portal.repeatable import BuildIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = (("appeals", "0027_fill_grounds_and_lookalikes"),)

    operations = (
        BuildIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('status__in', ['submitted', 'in_review', 'info_requested', 'waiting_source', 'for_approval']), ('priority', 0)), fields=['due_date', 'id'], name='appeal_urgent_by_due'),
        ),
        BuildIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('officer', None), ('status', 'submitted')), fields=['priority', 'due_date', 'id'], name='appeal_unclaimed_by_due'),
        ),
        BuildIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('status__in', ['submitted', 'in_review', 'for_approval'])), fields=['due_date', 'id'], name='appeal_running_by_due'),
        ),
        BuildIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('status__in', ['submitted', 'in_review', 'info_requested', 'waiting_source', 'for_approval']), ('level', 2)), fields=['due_date', 'id'], name='appeal_banding_by_due'),
        ),
        BuildIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('status__in', ['submitted', 'in_review', 'info_requested', 'waiting_source', 'for_approval']), models.Q(('has_rival', True), ('has_lookalike', True), _connector='OR')), fields=['due_date', 'id'], name='appeal_suspected_by_due'),
        ),
        BuildIndex(
            model_name='appeal',
            index=django.contrib.postgres.indexes.GinIndex(appeals.models.queue_order.Facets(), condition=models.Q(('status__in', ['submitted', 'in_review', 'info_requested', 'waiting_source', 'for_approval'])), name='appeal_open_facets'),
        ),
        BuildIndex(
            model_name='appeal',
            index=django.contrib.postgres.indexes.GinIndex(appeals.models.queue_order.Facets(), condition=models.Q(('status__in', ['decided', 'closed', 'withdrawn', 'merged', 'void'])), name='appeal_finished_facets'),
        ),
    )
