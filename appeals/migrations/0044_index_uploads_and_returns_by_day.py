"""Find what was uploaded and what was sent back on a day."""

from django.db import migrations, models

from portal.repeatable import BuildIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = (("appeals", "0043_keep_days_of_rules_and_officers"),)

    operations = (
        BuildIndex(
            model_name='decision',
            index=models.Index(condition=models.Q(('voided_at__isnull', False)), fields=['voided_at'], name='decision_by_voiding'),
        ),
        BuildIndex(
            model_name='evidence',
            index=models.Index(condition=models.Q(('appeal__isnull', False), ('first_page', None)), fields=['uploaded_at'], name='evidence_by_upload_day'),
        ),
    )
