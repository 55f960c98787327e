"""Keep what the fuses count, and index what they count over without holding up whoever writes."""

import django.db.models.functions.comparison
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('eligibility', '0011_figures_of_imports_and_digests_of_lines'),
    ]

    operations = [
        migrations.CreateModel(
            name='OverturnTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=40, unique=True)),
                ('cells', models.JSONField(default=list)),
                ('counted_at', models.DateTimeField()),
                ('checked_at', models.DateTimeField()),
            ],
        ),
        AddIndexConcurrently(
            model_name='block',
            index=models.Index(models.F('rule'), django.db.models.functions.comparison.Greatest('confirmed_at', 'upheld_at', 'ended_at'), condition=models.Q(('confirmed_by__isnull', False), ('upheld_at__isnull', False), ('status', 'upheld'), models.Q(('ended_by__isnull', False), ('status__in', ['lifted', 'dismissed']), models.Q(('reason__startswith', 'remedy-'), _negated=True)), _connector='OR'), name='block_by_hand'),
        ),
    ]
