"""Find who was answered on a day."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = (("appeals", "0040_keep_figures_of_days_and_months"),)

    operations = [
        AddIndexConcurrently(
            model_name='message',
            index=models.Index(condition=models.Q(('author', 'officer'), ('is_internal', False)), fields=['at', 'appeal'], name='message_answers_by_day'),
        ),
        AddIndexConcurrently(
            model_name='step',
            index=models.Index(condition=models.Q(('verb__in', ['ask', 'wait_for_source', 'propose', 'decide', 'approve', 'grant_by_silence'])), fields=['at', 'appeal'], name='step_answers_by_day'),
        ),
    ]
