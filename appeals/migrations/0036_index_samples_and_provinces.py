"""Find the next case of a province, and what was drawn for a second look of late."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = (("appeals", "0035_index_who_filed_for_callers"),)

    operations = [
        AddIndexConcurrently(
            model_name='appeal',
            index=models.Index(condition=models.Q(('officer', None), ('status', 'submitted')), fields=['province_code', 'priority', 'due_date', 'id'], name='appeal_unclaimed_by_province'),
        ),
        AddIndexConcurrently(
            model_name='qualityreview',
            index=models.Index(fields=['drawn_at', 'verdict'], name='quality_by_drawing'),
        ),
    ]
