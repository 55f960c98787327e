"""Who asked that a run go on past the breaker stands beside who let it (schema only, no data)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('eligibility', '0016_count_whom_a_draft_newly_hits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='screeningrun',
            name='waive_asked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='screeningrun',
            name='waive_asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='screeningrun',
            name='waive_reason',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddConstraint(
            model_name='screeningrun',
            constraint=models.CheckConstraint(condition=models.Q(('waive_asked_by', None), ('waived_by', None), models.Q(('waive_asked_by', models.F('waived_by')), _negated=True), _connector='OR'), name='nobody_passes_the_breaker_alone'),
        ),
    ]
