"""Find what an officer filed for callers: they decide none of it."""

from django.db import migrations, models

from portal.repeatable import BuildIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = (("appeals", "0034_list_what_may_be_asked"),)

    operations = [
        BuildIndex(
            model_name='consent',
            index=models.Index(condition=models.Q(('read_aloud_by__isnull', False)), fields=['read_aloud_by', 'appeal'], name='consent_by_who_read_it'),
        ),
    ]
